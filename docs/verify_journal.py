#!/usr/bin/env python3
"""Verifies an exported Card Desk journal without Card Desk:
python3 verify_journal.py FILE [FOLDER OF THE BACKUPS] [--archive=OPENED ARCHIVE]...

Each line but the last is an entry {"seq", "body", "previousHash", "hash"}; its hash is the SHA-256 of the hash before
it, a line feed and the body in UTF-8. The last line is the head {"entries", "head"}. An entry whose text is in an archive has
"archivedBy" and no "body": the entry of that number names count, first, last and a digest of all such entries (SHA-256 over
"SEQ HASH" and a line feed for each), so a text that was cut out by hand is told from one that was archived. An opened archive
(card-desk --open-archive) has such lines, and {"archive"} as the last; one may be given as FILE too. With the folder it also holds
the journal to what the heads of the desks there say of it (not to their seals: `npm run audit` checks those). Exit code 1 when
anything is wrong.
"""
import glob
import hashlib
import json
import os
import sys

arguments = [one for one in sys.argv[1:] if not one.startswith("--archive=")]
findings, texts, found_digests, told_digests, groups = [], {}, {}, set(), {}


def entry_hash(entry, body):
    return hashlib.sha256(f"{entry['previousHash']}\n{body}".encode("utf-8")).hexdigest()


def range_of(group):
    lines = "".join(f"{seq} {own}\n" for seq, own in group)
    digest = hashlib.sha256(lines.encode("utf-8")).hexdigest()
    return (len(group), group[0][0], group[-1][0], group[-1][1], digest) if group else None


def told_range(facts):
    return tuple(facts[name] for name in ("entries", "first", "last", "lastHash", "digest"))


def read_archive(name):
    """Checks an opened archive by itself, and keeps its texts."""
    group, before, facts = [], None, None
    with open(name, encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                entry = json.loads(line)
                if set(entry) == {"archive"} and facts is None:
                    facts = entry["archive"]
                    if told_range(facts) != range_of(group):
                        findings.append((number, f"{name}: the last line names other entries"))
                    continue
                if facts is not None:
                    raise ValueError("behind the last line")
                if entry_hash(entry, entry["body"]) != entry["hash"]:
                    findings.append((number, f"{name}: entry {entry['seq']} was altered"))
                if before is not None and before["seq"] >= entry["seq"]:
                    findings.append((number, f"{name}: entry {entry['seq']} is out of order"))
                if before is not None and before["seq"] + 1 == entry["seq"] and before["hash"] != entry["previousHash"]:
                    findings.append((number, f"{name}: entry {entry['seq']} is not linked to the one before it"))
                group.append((entry["seq"], entry["hash"]))
                texts[entry["seq"]] = entry["body"]
                before = entry
            except (ValueError, KeyError, TypeError) as error:
                findings.append((number, f"{name}: unreadable: {error}"))
    if facts is None:
        findings.append(("end", f"{name}: the last line is missing"))
    found_digests[name] = range_of(group)
    return len(group)


def is_archive(name):
    with open(name, "rb") as file:
        file.seek(max(0, os.path.getsize(name) - 8192))
        return file.read().rstrip(b"\n").split(b"\n")[-1].startswith(b'{"archive":')


def told(entry):
    """Holds what an entry says of archived entries to those that name it."""
    body = json.loads(entry["body"])
    if body.get("event") != "journal-archived":
        return
    facts = told_range(body["facts"])
    told_digests.add(facts)
    if range_of(groups.pop(entry["seq"], [])) != facts:
        findings.append((number, f"entry {entry['seq']} says that other entries were archived than lack their text"))


if is_archive(arguments[0]):
    count = read_archive(arguments[0])
    for number, finding in findings:
        print(f"line {number}: {finding}")
    print(f"{count} archived entries, {'SOUND' if not findings else 'NOT SOUND'}")
    sys.exit(1 if findings else 0)
for one in sys.argv[1:]:
    if one.startswith("--archive="):
        read_archive(one[len("--archive="):])
previous, seq, head, hashes = "0" * 64, 0, None, {}
with open(arguments[0], encoding="utf-8") as lines:
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if set(entry) == {"entries", "head"} and head is None:
                head = entry
                if (entry["entries"], entry["head"]) != (seq, previous):
                    findings.append((number, "the head differs"))
                continue
            own_hash, is_archived = entry["hash"], "archivedBy" in entry and "body" not in entry
            body = texts.get(entry["seq"]) if is_archived else entry["body"]
            if body is not None and entry_hash(entry, body) != own_hash:
                findings.append((number, f"entry {entry['seq']} was altered"))
            if entry["previousHash"] != previous:
                findings.append((number, f"entry {entry['seq']} is not linked to the one before it"))
            if entry["seq"] != seq + 1 or (body is not None and json.loads(body)["seq"] != entry["seq"]):
                findings.append((number, f"entry {entry['seq']} is out of order"))
            if is_archived and entry["archivedBy"] > entry["seq"]:
                groups.setdefault(entry["archivedBy"], []).append((entry["seq"], own_hash))
            elif is_archived:
                findings.append((number, f"the text of entry {entry['seq']} is missing, and no entry says that it was archived"))
            else:
                told(entry)
            previous, seq = own_hash, entry["seq"]
            hashes[seq] = own_hash
        except (ValueError, KeyError, TypeError) as error:
            findings.append((number, f"unreadable: {error}"))
if head is None:
    findings.append(("end", "the head is missing"))
for group in groups.values():
    findings.append(("end", f"the text of entry {group[0][0]} is missing, and no entry says that it was archived"))
for name, found in found_digests.items():
    if found not in told_digests:
        findings.append(("end", f"{name}: the journal says nothing of this archive"))
for name in sorted(glob.glob(os.path.join(arguments[1], "card-desk-head_*.json"))) if len(arguments) > 1 else []:
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
