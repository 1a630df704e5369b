#!/bin/sh
# Asks a running server for every path that the requirement documents name for auth, users, roles, organizations and audit, with curl,
# and prints the status of each. It changes little and takes it back: a role that is given and taken, a line in the journal, a report.
#   sh scripts/walk-named-paths.sh http://127.0.0.1:8080 adam@fenwright.example PASSWORD
# Ends with 1 if the server does not know a path or fails (5xx).
set -eu
server="$1/api/v1" email="$2" password="$3"
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
token='' failed=0

# ask METHOD PATH STATUSES [BODY]: the statuses that are right, separated by commas.
ask() {
  method="$1" path="$2" right="$3" body="${4:-}"
  set -- --silent --show-error --output "$answer" --write-out '%{http_code}' --request "$method" --header "Authorization: Bearer $token"
  [ -z "$body" ] || set -- "$@" --header 'Content-Type: application/json' --data "$body"
  status=$(curl "$@" "$server$path")
  case ",$right," in *",$status,"*) mark=' ' ;; *) mark='!' failed=1 ;; esac
  printf '%s %s  %-6s %s\n' "$mark" "$status" "$method" "$path"
  [ "$mark" = ' ' ] || { cat "$answer"; echo; }
}
# field NAME: a field of the last answer, as JavaScript names it.
field() { node -e "const answer = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8')); process.stdout.write(String(process.argv[2].split('.').reduce((value, name) => value?.[name], answer) ?? ''))" "$answer" "$1"; }
nobody=00000000-0000-7000-8000-000000000000
ticket=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
day_ago=$(node -p 'new Date(Date.now() - 86400000).toISOString()')
now=$(node -p 'new Date().toISOString()')

ask POST /auth/login 200 "{\"email\":\"$email\",\"password\":\"$password\"}"
token=$(field accessToken) refresh=$(field refreshToken)
ask POST /auth/refresh 200 "{\"refreshToken\":\"$refresh\"}"
token=$(field accessToken)
ask POST /auth/register 200,403,404 '{"email":"nobody@example.com"}'
ask POST /auth/verify-email 401,403 "{\"ticket\":\"$ticket\",\"email\":\"nobody@example.com\",\"code\":\"AAAA-BBBB\",\"name\":\"N\",\"password\":\"a long enough phrase\",\"organisation\":{\"name\":\"N\",\"currency\":\"USD\",\"timeZone\":\"UTC\"}}"
ask POST /auth/forgot-password 200 '{"email":"nobody@example.com"}'
ask POST /auth/reset-password 401 "{\"ticket\":\"$ticket\",\"code\":\"AAAA-BBBB\",\"password\":\"a long enough phrase\"}"
ask POST /auth/mfa/enable 200 '{}'
ask POST /auth/mfa/verify 400,401 '{"challenge":"oc1.none","kind":"totp","answer":"123456"}'

ask GET /users/me 200
user_id=$(field person.id) org_id=$(field organisation.id) name=$(field person.name)
ask PUT /users/me 200 "{\"name\":\"$name\"}"
ask GET /users/$user_id 200
ask GET /users 200
ask POST /users/$user_id/roles 200,403 '{"role":"viewer"}'
role_id=viewer
ask DELETE /users/$user_id/roles/$role_id 200,403
ask GET /roles 200
ask POST /roles 400,403 '{"key":"","label":"Refused","grants":[]}'

ask POST /organizations 400,403 '{"name":""}'
ask GET /organizations/$org_id 200
ask PUT /organizations/$org_id 200,403 '{}'
ask GET /organizations/$org_id/members 200
ask POST /organizations/$org_id/members 400,403 '{"name":"","email":"none","memberships":[]}'
ask GET /organizations/$org_id/subscription 200
ask PUT /organizations/$org_id/subscription 403 '{"plan":"pro"}'
ask GET /organizations/$org_id/usage 200
ask DELETE /organizations/$org_id 400,403

ask POST /audit/log 200 '{"event":"Walked the named paths"}'
ask GET /audit/logs 200
log_id=1
ask GET /audit/logs/$log_id 200
ask GET /audit/security-events 200
ask GET /audit/compliance-events 200
ask POST /audit/reports 200 "{\"kind\":\"security\",\"from\":\"$day_ago\",\"until\":\"$now\"}"
ask GET /audit/reports 200

ask POST /auth/logout 200 '{}'
exit $failed
