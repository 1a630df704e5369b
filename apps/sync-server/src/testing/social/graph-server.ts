import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const graphKey = { pageId: '1020304050', token: 'the token of the page', appSecret: 'the secret of the app' };

/** A post that stands on the page. */
export type StandingPost = { id: string; message: string; link?: string; created_time: string; comments: object[] };

/** How the server answers the next post. `lost`: it takes the post and drops the connection. `half`: by half of an answer. */
export type GraphAnswer =
  'lost' | 'half' | { readonly status: number; readonly code: number; readonly message?: string };

const json = (value: unknown): string => JSON.stringify(value);

/** A local server with the shapes of the Graph API for one page: its description, feed, comments and lead forms. It proves callers as Facebook does. */
export class GraphServer {
  readonly posts: StandingPost[] = [];
  readonly answers: GraphAnswer[] = [];
  readonly leads: { id: string; created_time: string; field_data: object[] }[] = [];
  /** The paths and queries of all requests. */
  readonly asked: string[] = [];
  token = graphKey.token;
  #made = 0;
  /** The time of new posts, in milliseconds. */
  nowMs = (): number => Date.now();
  readonly #http = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { status, text, isCut = false } = this.#answer(request, new URLSearchParams(body));
      if (text === undefined) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      if (!isCut) return void response.end(text);
      return void response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
    });
  });

  #answer(request: IncomingMessage, form: URLSearchParams): { status: number; text: string | undefined; isCut?: boolean } {
    const url = new URL(request.url ?? '', 'http://graph.test');
    this.asked.push(`${request.method} ${url.pathname}${url.search}`);
    const refused = (status: number, code: number, message = 'No.') => ({ status, text: json({ error: { message, type: 'OAuthException', code, fbtrace_id: 'A' } }) }); // prettier-ignore
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return refused(400, 190, 'Error validating access token: Session has expired');
    const proof = createHmac('sha256', graphKey.appSecret).update(this.token).digest('hex');
    if (url.searchParams.get('appsecret_proof') !== proof) return refused(400, 100, 'Invalid appsecret_proof provided in the API argument'); // prettier-ignore
    const [, version, page, edge] = url.pathname.split('/');
    if (version !== 'v23.0' || page !== graphKey.pageId) return refused(400, 100, 'Unsupported get request. Object does not exist'); // prettier-ignore
    if (request.method === 'POST' && edge === 'feed') return this.#publish(form, refused);
    if (edge === undefined) return { status: 200, text: json({ id: page, name: 'Example Homes', link: 'https://facebook.example/homes' }) }; // prettier-ignore
    if (edge === 'feed') return { status: 200, text: json({ data: this.posts.toReversed().map(({ comments, ...post }) => ({ ...post, permalink_url: `https://facebook.example/${post.id}`, ...(comments.length > 0 ? { comments: { data: comments.toReversed() } } : {}) })) }) }; // prettier-ignore
    if (edge === 'leadgen_forms') return { status: 200, text: json({ data: [{ id: '7', name: 'Spring offer', leads: { data: this.leads.toReversed() } }] }) }; // prettier-ignore
    return refused(404, 2500);
  }

  #publish(form: URLSearchParams, refused: (status: number, code: number, message?: string) => { status: number; text: string }) {
    const answer = this.answers.shift();
    if (typeof answer === 'object') return refused(answer.status, answer.code, answer.message);
    const id = `${graphKey.pageId}_${(this.#made += 1)}`;
    const link = form.get('link');
    this.posts.push({ id, message: form.get('message') ?? '', ...(link === null ? {} : { link }), created_time: this.time(), comments: [] });
    const text = json({ id, permalink_url: `https://facebook.example/${id}` });
    return answer === 'lost' ? { status: 0, text: undefined } : { status: 200, text, isCut: answer === 'half' };
  }

  /** The present time as the Graph API writes it. */
  time(): string {
    return new Date(this.nowMs()).toISOString().replace(/\.\d{3}Z$/u, '+0000');
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#http.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v23.0`;
  }

  close(): Promise<void> {
    this.#http.closeAllConnections();
    return new Promise((closed) => this.#http.close(() => closed()));
  }
} // prettier-ignore
