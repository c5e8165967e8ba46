#!/usr/bin/env bash
# The whole job on the irony corpus: examples/irony/run.sh OUT [SOURCE]. `labelproof` and `python3` are on the PATH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: run.sh OUT [SOURCE]}
mkdir -p "$out"
python3 "$here/convert.py" "$out" "${@:2}"
[ -f "$out/items.jsonl" ] || exit 0
export LABELPROOF_DATA=$out/data

labelproof init --login ana --name "Ana (example)"
labelproof project open "Irony (MultiPICo)"
labelproof charter sign --owner "Ana (example)" --goals "Show a real crowd's judgements" \
  --scope "English posts and replies" --min-alpha 0.667
labelproof guideline publish "$here/guideline.md"
labelproof taxonomy publish "$here/taxonomy.json"
labelproof question ask "Is the reply ironic?" --slug irony
labelproof plan --overlap 3
labelproof import "$out/items.jsonl" --id-column external_id --terms "$here/terms.json" --votes "$out/votes.jsonl"
labelproof agreement

# Somebody who did not label settles the first three disputes: by a token of their own.
field() { python3 -c 'import json, sys; value = json.load(sys.stdin)
for name in sys.argv[1:]: value = value[int(name) if name.isdigit() else name]
print(value)' "$@"; }
link=$(labelproof user invite --role adjudicator --json | field link)
token=$(LABELPROOF_PASSWORD=correct-horse-battery labelproof user accept "$link" --login judge --name "Judge (example)" --json | field token)
clause=$(labelproof guideline show --json | field clauses 1 id)
for n in 0 1 2; do
  dispute=$(LABELPROOF_TOKEN=$token labelproof adjudicate list --json | field disputes 0 dispute)
  LABELPROOF_TOKEN=$token labelproof adjudicate open "$dispute"
  LABELPROOF_TOKEN=$token labelproof adjudicate settle "$dispute" ironic --reason "Read as the opposite ($n)" --clause "$clause"
done

vkey=$(labelproof release request --note "The crowd, and three settled disputes" --wait --json | field vkey)
labelproof export --out "$out/release.zip"
labelproof export --out "$out/rows.parquet"
labelproof verify "$out/release.zip" --vkey "$vkey"
labelproof explain 2 | head -40
