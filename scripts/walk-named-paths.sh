#!/bin/sh
# Asks a running server for every path that the requirement documents name for auth, users, roles, organizations and audit, with curl,
# and prints the status of each.
#
#   sh scripts/walk-named-paths.sh http://127.0.0.1:8420 adam@fenwright.example PASSWORD
#     As an existing person. It gives a role and takes it back, and writes one line of the journal and one report.
#
#   sh scripts/walk-named-paths.sh http://127.0.0.1:8420 --mails http://127.0.0.1:PORT
#     On a trial server (`npm start`) that is open to new organisations it registers a new account and an organisation
#     of its own. It reads the codes on the page of local mails, and expects every path to succeed. It deletes that
#     organisation at the end.
#
# Exits with 1 if a path answers with another status than expected.
set -eu
server="$1/api/v1"
if [ "$2" = --mails ]; then mails="$3" email="walker-$$-$(date +%s)@example.com"; else mails='' email="$2"; fi
first='four quiet green hills' second='seven loud yellow boats' # the passwords of the new account
if [ -n "$mails" ]; then password="$second"; else password="$3"; fi
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
token='' failed=0

# ask METHOD PATH STATUSES [BODY]: STATUSES are the expected ones, separated by commas. For a new account, `200` is the only
# expected one of several.
ask() {
  method="$1" path="$2" right="$3" body="${4:-}"
  case "$mails" in ?*) case "$right" in 200,*) right=200 ;; esac ;; esac
  set -- --silent --show-error --output "$answer" --write-out '%{http_code}' --request "$method" --header "Authorization: Bearer $token"
  [ -z "$body" ] || set -- "$@" --header 'Content-Type: application/json' --data "$body"
  status=$(curl "$@" "$server$path")
  case ",$right," in *",$status,"*) mark=' ' ;; *) mark='!' failed=1 ;; esac
  printf '%s %s  %-6s %s\n' "$mark" "$status" "$method" "$path"
  [ "$mark" = ' ' ] || { cat "$answer"; echo; }
}
# field NAME: a field of the last answer, as JavaScript names it.
field() { node -e "const answer = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')); process.stdout.write(String(process.argv[2].split('.').reduce((value, name) => value?.[name], answer) ?? ''))" "$answer" "$1"; }
# mailed SUBJECT: the code in the mail to the new account with these words in its subject. Waits for it up to 20 seconds.
mailed() {
  node -e "
    const [page, to, words] = process.argv.slice(1);
    const look = async (left) => {
      const { mails } = await (await fetch(page + '/mails.json')).json();
      const mail = mails.filter((one) => one.to === to && one.subject.includes(words)).at(-1);
      const code = /(?<![\\w-])[A-Z2-9]{4}-[A-Z2-9]{4}(?![\\w-])/.exec(mail?.text ?? '')?.[0];
      if (code !== undefined || left === 0) process.stdout.write(code ?? 'AAAA-AAAA');
      else setTimeout(() => void look(left - 1), 200);
    };
    void look(100);" "$mails" "$email" "$1"
}
# totp SECRET TURN: the code of an authenticator app (RFC 6238), now (0) or in the next half minute (1).
totp() {
  node -e "
    const [secret, turn] = process.argv.slice(1);
    const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + Number(turn)));
    const mac = require('crypto').createHmac('sha1', key).update(time).digest();
    const at = mac[19] & 15;
    process.stdout.write(String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0'));" "$1" "$2"
}
device=$(node -p "'0190b1f2-7c00-7000-8000-' + require('crypto').randomBytes(6).toString('hex')")
login="{\"email\":\"$email\",\"password\":\"$password\",\"device\":{\"id\":\"$device\",\"name\":\"A walk\"}}"
ticket=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx code=AAAA-BBBB
day_ago=$(node -p 'new Date(Date.now() - 86400000).toISOString()')
now=$(node -p 'new Date().toISOString()')

# Registering and signing in. Without mails the codes of these requests are wrong.
asked=nobody@example.com
[ -z "$mails" ] || asked="$email"
ask POST /auth/register 200,403,404 "{\"email\":\"$asked\"}"
[ -z "$mails" ] || { ticket=$(field ticket) code=$(mailed 'is your'); }
ask POST /auth/verify-email 200,401,403 "{\"ticket\":\"$ticket\",\"email\":\"$asked\",\"code\":\"$code\",\"name\":\"Walker\",\"password\":\"$first\",\"organisation\":{\"name\":\"Walked\",\"currency\":\"USD\",\"timeZone\":\"UTC\"}}"
ask POST /auth/forgot-password 200 "{\"email\":\"$asked\"}"
[ -z "$mails" ] || { ticket=$(field ticket) code=$(mailed 'new password'); }
ask POST /auth/reset-password 200,401 "{\"ticket\":\"$ticket\",\"code\":\"$code\",\"password\":\"$second\"}"

ask POST /auth/login 200 "$login"
token=$(field accessToken) refresh=$(field refreshToken)
ask POST /auth/refresh 200 "{\"refreshToken\":\"$refresh\"}"
token=$(field accessToken)

ask GET /users/me 200
user_id=$(field person.id) org_id=$(field organisation.id) name=$(field person.name)
ask PUT /users/me 200 "{\"name\":\"$name\"}"
ask GET /users/$user_id 200
ask GET /users 200
ask POST /users/$user_id/roles 200,403 '{"role":"viewer"}'
role_id=viewer
ask DELETE /users/$user_id/roles/$role_id 200,403
ask GET /roles 200
# Records that cannot be removed again are made only in the organisation of the new account.
role='{"key":"","label":"Refused","grants":[]}' organization='{"name":""}' member='{"name":"","email":"none","memberships":[]}' refused=400,403
if [ -n "$mails" ]; then
  role='{"key":"walked","label":"Walked","grants":[]}' organization='{"name":"Walked again","currency":"EUR","timeZone":"UTC"}' refused=200
  member="{\"name\":\"Zoe\",\"email\":\"zoe-$email\",\"memberships\":[]}"
fi
ask POST /roles $refused "$role"

ask POST /organizations $refused "$organization"
ask GET /organizations/$org_id 200
ask PUT /organizations/$org_id 200,403 '{}'
ask GET /organizations/$org_id/members 200
ask POST /organizations/$org_id/members $refused "$member"
ask GET /organizations/$org_id/subscription 200
ask PUT /organizations/$org_id/subscription 403 '{"plan":"pro"}' # nothing can be changed before there is billing
ask GET /organizations/$org_id/usage 200

ask POST /audit/log 200 '{"event":"Walked the named paths"}'
ask GET /audit/logs 200
log_id=1
ask GET /audit/logs/$log_id 200
ask GET /audit/security-events 200
ask GET /audit/compliance-events 200
ask POST /audit/reports 200 "{\"kind\":\"security\",\"from\":\"$day_ago\",\"until\":\"$now\"}"
ask GET /audit/reports 200

ask POST /auth/mfa/enable 200 '{}'
challenge=oc1.none totp=123456
if [ -n "$mails" ]; then
  secret=$(field secret) factor=$(field id)
  ask POST /auth/mfa/enable 200 "{\"id\":\"$factor\",\"code\":\"$(totp "$secret" 0)\"}"
  ask POST /auth/login 403 "$login" # asks for the second factor
  challenge=$(field details.challenge) totp=$(totp "$secret" 1)
fi
ask POST /auth/mfa/verify 200,400,401 "{\"challenge\":\"$challenge\",\"device\":{\"id\":\"$device\"},\"kind\":\"totp\",\"answer\":\"$totp\"}"
[ -z "$mails" ] || token=$(field accessToken)

[ -n "$mails" ] && ask DELETE "/organizations/$org_id?name=Walked" 200 || ask DELETE /organizations/$org_id 400,403
ask POST /auth/logout 200 '{}'
exit $failed
