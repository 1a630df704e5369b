/*
 * Addresses to which the server must send no request, for the test of the guard and for the test of each field that takes an address.
 * "PORT" stands for the port of a service in our own network.
 */

/**
 * Addresses that the guard refuses before it asks a name server. By group, so that a form that is missing is seen.
 */
export const refusedUrls: Readonly<Record<string, readonly string[]>> = {
  'other schemes': [
    'http://example.com/', 'HTTP://example.com/', 'ftp://example.com/', 'ftps://example.com/', 'sftp://example.com/', 'file:///etc/passwd', 'file://127.0.0.1/etc/passwd', 'gopher://127.0.0.1:PORT/_GET',
    'dict://127.0.0.1:PORT/stats', 'ldap://127.0.0.1:PORT/', 'tftp://127.0.0.1/x', 'data:text/plain,x', 'javascript:alert(1)', 'blob:https://example.com/1', 'ws://127.0.0.1:PORT/', 'wss://example.com/',
    'jar:https://example.com!/', 'unix:/var/run/docker.sock', 'about:blank', 'node:fs', 'view-source:https://example.com/',
  ],
  'no addresses': [
    '', ' ', 'example.com', '//example.com/', '/etc/passwd', 'https://', 'https:///', 'https://:PORT/', 'https://[::1', 'https://[::1%25lo]:PORT/', 'https://[fe80::1%eth0]/', 'https://[fe80::1%251]/', 'https://[::ffff:127.0.0.1%25lo]:PORT/',
    'https://[v1.x]/', 'https://256.0.0.1/', 'https://1.2.3.4.5/', 'https://127.0.0.1:99999/', 'https://exa mple.com/', 'https://example.com%00.127.0.0.1/', 'https://0x100000000/', 'https://4294967296/', 'https://xn--a/',
  ],
  'loopback, in each spelling': [
    'https://127.0.0.1:PORT/', 'https://127.0.0.1.:PORT/', 'https://127.1:PORT/', 'https://127.0.1:PORT/', 'https://2130706433:PORT/', 'https://017700000001:PORT/', 'https://0x7f000001:PORT/', 'https://0x7F.1:PORT/',
    'https://0177.0.0.1:PORT/', 'https://0x7f.0x0.0x0.0x1:PORT/', 'https://00000177.0.0.01:PORT/', 'https://127.0.0.0x1:PORT/', 'https://0177.0x0.1:PORT/', 'https://127.255.255.254:PORT/', 'https://127.0.0.53/', 'https://127.127.127.127:PORT/',
    'https://%31%32%37.0.0.1:PORT/', 'https://127%2e0%2e0%2e1:PORT/', 'https://①②⑦.⓪.⓪.①:PORT/', 'https://１２７.０.０.１:PORT/', 'https://127。0。0。1:PORT/', 'https://127．0．0．1:PORT/', 'https://127｡0｡0｡1:PORT/',
    'https://０ｘ７ｆ．１:PORT/', 'https://𝟏𝟐𝟕.𝟎.𝟎.𝟏:PORT/', 'https://1\u00AD27.0.0.1:PORT/', 'https://1\u200B27.0.0.1:PORT/', 'https://127.0.0.1\t:PORT/', 'https://127.\n0.0.1:PORT/', '  https://127.0.0.1:PORT/  ', 'https:127.0.0.1:PORT/', 'https:/127.0.0.1:PORT/',
    'https:\\\\127.0.0.1:PORT\\', 'https://0:PORT/', 'https://0.0.0.0:PORT/', 'https://0x0:PORT/', 'https://00:PORT/', 'https://0.1.2.3/',
    'https://[::1]:PORT/', 'https://[0:0:0:0:0:0:0:1]:PORT/', 'https://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/', 'https://[::]:PORT/', 'https://[::0.0.0.1]:PORT/',
  ],
  'IPv4 within IPv6': [
    'https://[::ffff:127.0.0.1]:PORT/', 'https://[::ffff:7f00:1]:PORT/', 'https://[::FFFF:7F00:0001]:PORT/', 'https://[0:0:0:0:0:ffff:127.0.0.1]:PORT/', 'https://[::ffff:10.0.0.1]/', 'https://[::ffff:169.254.169.254]/', 'https://[::ffff:a9fe:a9fe]/',
    'https://[::ffff:192.168.1.1]/', 'https://[::ffff:8.8.8.8]/', 'https://[::127.0.0.1]:PORT/', 'https://[::7f00:1]:PORT/', 'https://[::ffff:0:127.0.0.1]:PORT/', 'https://[64:ff9b::127.0.0.1]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[64:ff9b::10.0.0.1]/',
    'https://[64:ff9b:1::127.0.0.1]/', 'https://[2002:7f00:1::]/', 'https://[2002:a00:1::1]/', 'https://[2002:a9fe:a9fe::1]/', 'https://[2002:c0a8:101::1]/', 'https://[2001:0:7f00:1::]/', 'https://[2001::f5ff:fffe]/', 'https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/',
    'https://[fe80::5efe:127.0.0.1]/', 'https://[fe80::200:5efe:10.0.0.1]/',
  ],
  'own networks and reserved ranges': [
    'https://10.0.0.1/', 'https://10.255.255.255/', 'https://10.1/', 'https://167772161/', 'https://172.16.0.1/', 'https://172.31.255.255/', 'https://192.168.0.1/', 'https://192.168.255.255/', 'https://0300.0250.1/', 'https://3232235521/',
    'https://100.64.0.1/', 'https://100.127.255.254/', 'https://169.254.0.1/', 'https://169.254.255.255/', 'https://192.0.0.1/', 'https://192.0.0.170/', 'https://192.0.2.1/', 'https://198.51.100.7/', 'https://203.0.113.9/', 'https://198.18.0.1/',
    'https://198.19.255.255/', 'https://192.88.99.1/', 'https://224.0.0.1/', 'https://239.255.255.250/', 'https://240.0.0.1/', 'https://255.255.255.255/', 'https://0xffffffff/', 'https://[fc00::1]/', 'https://[fd12:3456:789a::1]/', 'https://[fe80::1]/',
    'https://[febf::1]/', 'https://[fec0::1]/', 'https://[ff02::1]/', 'https://[ff0e::fb]/', 'https://[100::1]/', 'https://[2001:db8::1]/', 'https://[2001:2::1]/', 'https://[2001:10::1]/', 'https://[2001:20::1]/', 'https://[3fff::1]/', 'https://[5f00::1]/', 'https://[4000::1]/',
  ],
  'metadata of clouds': [
    'https://169.254.169.254/latest/meta-data/', 'https://169.254.169.254./', 'https://2852039166/', 'https://0xa9fea9fe/', 'https://0251.0376.0251.0376/', 'https://169.16689662/', 'https://１６９．２５４．１６９．２５４/', 'https://169.254.169.253/', 'https://169.254.169.123/',
    'https://169.254.170.2/v2/credentials', 'https://169.254.170.23/v1/credentials', 'https://169.254.42.42/conf', 'https://169.254.0.23/', 'https://100.100.100.200/latest/', 'https://192.0.0.192/latest/', 'https://168.63.129.16/machine', 'https://2822734096/',
    'https://[fd00:ec2::254]/', 'https://[fd00:ec2::23]/', 'https://[fd20:ce::254]/', 'https://[fd00:42::42]/', 'https://metadata.google.internal/', 'https://METADATA.google.INTERNAL./', 'https://metadata/', 'https://instance-data/', 'https://instance-data.ec2.internal/',
    'https://ip-10-0-0-1.eu-central-1.compute.internal/', 'https://metadata.azure.internal/', 'https://rancher-metadata/',
  ],
  'names of own networks': [
    'https://localhost:PORT/', 'https://LOCALHOST:PORT/', 'https://localhost.:PORT/', 'https://a.localhost:PORT/', 'https://ｌｏｃａｌｈｏｓｔ:PORT/', 'https://loc%61lhost:PORT/', 'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/', 'https://lo\u00ADcalhost:PORT/', 'https://localhost。:PORT/',
    'https://localhost.localdomain:PORT/', 'https://ip6-localhost:PORT/', 'https://printer.local/', 'https://router.home.arpa/', 'https://fritz.home/', 'https://nas.lan/', 'https://wiki.corp/', 'https://wiki.intranet/', 'https://postgres:5432/', 'https://redis:6379/', 'https://host.docker.internal:PORT/',
    'https://kubernetes.default.svc/', 'https://kubernetes.default.svc.cluster.local/', 'https://a.test/', 'https://a.invalid/', 'https://a.onion/', 'https://a.alt/', 'https://a.private/',
  ],
  'users in the address': [
    'https://user@example.com/', 'https://user:word@example.com/', 'https://:word@example.com/', 'https://example.com@127.0.0.1:PORT/', 'https://example.com:443@127.0.0.1:PORT/', 'https://example.com%40127.0.0.1:PORT/', 'https://127.0.0.1:PORT@example.com/',
    'https://a@b@127.0.0.1:PORT/', 'https://127.0.0.1:PORT\\@example.com/', 'https://127.0.0.1:PORT#@example.com/', 'https://127.0.0.1:PORT?@example.com/', 'https://127.0.0.1:PORT/@example.com/', 'https://127.0.0.1:PORT;@example.com/',
    'https://example.com #@127.0.0.1:PORT/',
  ],
  'ports': ['https://example.com:0/', 'https://example.com:1/', 'https://example.com:22/', 'https://example.com:25/', 'https://example.com:53/', 'https://example.com:80/', 'https://example.com:111/', 'https://example.com:389/', 'https://example.com:445/', 'https://example.com:587/', 'https://example.com:636/', 'https://example.com:1023/', 'https://example.com:0022/'],
}; // prettier-ignore

/** Answers of a name server, each a list of addresses. A name with such an answer is refused. */
export const innerAnswers: readonly (readonly string[])[] = [
  ...['127.0.0.1', '127.0.0.2', '0.0.0.0', '10.1.2.3', '172.16.9.9', '192.168.7.7', '169.254.169.254', '168.63.129.16', '100.64.1.1', '198.18.0.1', '203.0.113.4', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fe80::1%lo', '2606:4700::1111%lo', 'fd00::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::1', '2001::1', 'ff02::1'].map((one) => [one]),
  ['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34'], ['2606:4700::1111', 'fd00::1'], ['2606:4700::1111', '10.0.0.1'], ['93.184.216.34', '2606:4700::1111', '::1'],
  [], ['not an address'], ['127.1'], ['2130706433'], [''],
]; // prettier-ignore

/** Names in several spellings, for a name server that answers with an address of our own network. */
export const innerNames: readonly string[] = ['login.example.com', 'login.example.com.', 'LOGIN.example.com', 'lögin.example.com', 'xn--lgin-5qa.example.com', '127.0.0.1.nip.io', '7f000001.example.com', 'localhost.example.com', '0x7f.0.0.1.example.com', 'example.com\\@127.0.0.1', 'example.com#@127.0.0.1']; // prettier-ignore

/** The targets of a redirect: the service, another scheme, a name that leads inside. */
export const redirectTargets: readonly string[] = [
  'https://127.0.0.1:PORT/', 'http://127.0.0.1:PORT/', '//127.0.0.1:PORT/', 'http://localhost:PORT/', 'https://[::ffff:127.0.0.1]:PORT/', 'https://login.example.com:PORT/', 'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd', 'gopher://127.0.0.1:PORT/', 'ftp://127.0.0.1:PORT/', 'data:text/plain,x', 'javascript:1', 'https://user@127.0.0.1:PORT/', 'https://2130706433:PORT/', '\\\\127.0.0.1:PORT\\',
]; // prettier-ignore
