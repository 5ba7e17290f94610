#!/usr/bin/env python3
"""Verifies an exported Card Desk journal without Card Desk: python3 verify_journal.py FILE [FOLDER OF THE BACKUPS]

Each line but the last is an entry {"seq", "body", "previousHash", "hash"}; its hash is the SHA-256 of the hash before
it, a line feed and the body in UTF-8. The last line is the head {"entries", "head"}. With the folder it also holds the journal
to what the heads of the desks there say of it (not to their seals: `npm run audit` checks those). Exit code 1 when anything is wrong.
"""
import glob
import hashlib
import json
import os
import sys

previous, seq, findings, head, hashes = "0" * 64, 0, [], None, {}
with open(sys.argv[1], encoding="utf-8") as lines:
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if set(entry) == {"entries", "head"} and head is None:
                head = entry
                if (entry["entries"], entry["head"]) != (seq, previous):
                    findings.append((number, "the head differs"))
                continue
            body, own_hash = entry["body"], entry["hash"]
            computed = hashlib.sha256(f"{entry['previousHash']}\n{body}".encode("utf-8")).hexdigest()
            if computed != own_hash:
                findings.append((number, f"entry {entry['seq']} was altered"))
            if entry["previousHash"] != previous:
                findings.append((number, f"entry {entry['seq']} is not linked to the one before it"))
            if entry["seq"] != seq + 1 or json.loads(body)["seq"] != entry["seq"]:
                findings.append((number, f"entry {entry['seq']} is out of order"))
            previous, seq = own_hash, entry["seq"]
            hashes[seq] = own_hash
        except (ValueError, KeyError, TypeError) as error:
            findings.append((number, f"unreadable: {error}"))
if head is None:
    findings.append(("end", "the head is missing"))
for name in sorted(glob.glob(os.path.join(sys.argv[2], "card-desk-head_*.json"))) if len(sys.argv) > 2 else []:
    try:
        with open(name, encoding="utf-8") as file:
            desk = json.loads(json.load(file)["text"])
        for seen in [desk, *desk["seen"]]:
            if seen["journal"] == hashes.get(1) and hashes.get(seen["entries"]) != seen["head"]:
                what = "is another one now" if seen["entries"] in hashes else "is missing"
                findings.append(("end", f"{desk['station']} saw {seen['entries']} entries: entry {seen['entries']} {what}"))
    except (ValueError, KeyError, TypeError) as error:
        print(f"{os.path.basename(name)}: no head of a desk: {error}")
for number, finding in findings:
    print(f"line {number}: {finding}")
print(f"{seq} entries, {'SOUND' if not findings else 'NOT SOUND'}, head {previous}")
sys.exit(1 if findings else 0)
