BEGIN TRANSACTION;
CREATE TABLE application (
        number TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE REFERENCES submission (key), carried_by TEXT NOT NULL,
        matter TEXT NOT NULL, matter_version INTEGER NOT NULL, id_number TEXT NOT NULL, document TEXT NOT NULL,
        received_at TEXT NOT NULL, status TEXT NOT NULL);
INSERT INTO "application" VALUES('0001-000002-2','01911111-0000-7000-8000-000000000002','T0001','KSK-01',2,'659900199001010016','{"key":"01911111-0000-7000-8000-000000000002","number":"0001-000002-2","terminal":"T0001","matter":"KSK-01","matter_version":2,"language":"ug","applicant":{"name":"古丽娜尔·测试","id_number":"659900199001010016","evidence":"resident_card"},"guide":{"ins":"all","purpose":"job"},"answers":{},"sources":{},"materials":[],"components":["certificate"],"signature":null,"commitment":null,"consented_at":"2026-11-24T11:51:00Z","notice_version":"1","submitted_at":"2026-11-24T12:00:00Z"}','2026-11-24T20:01:00+08:00','{"number": "0001-000002-2", "matter": "KSK-01", "state": "received", "version": 1, "changed_at": "2026-11-24T20:01:00+08:00", "note": "", "due": null, "missing": [], "certificate": false}');
INSERT INTO "application" VALUES('0001-000001-1','01911111-0000-7000-8000-000000000001','T0001','KSK-01',2,'659900199001010016','{"key":"01911111-0000-7000-8000-000000000001","number":"0001-000001-1","terminal":"T0001","matter":"KSK-01","matter_version":2,"language":"ug","applicant":{"name":"古丽娜尔·测试","id_number":"659900199001010016","evidence":"resident_card"},"guide":{"ins":"all","purpose":"job"},"answers":{},"sources":{},"materials":[],"components":["certificate"],"signature":null,"commitment":null,"consented_at":"2026-11-24T11:51:00Z","notice_version":"1","submitted_at":"2026-11-24T12:00:00Z"}','2026-11-24T20:00:00+08:00','{"number": "0001-000001-1", "matter": "KSK-01", "state": "received", "version": 1, "changed_at": "2026-11-24T20:00:00+08:00", "note": "", "due": null, "missing": [], "certificate": false}');
CREATE TABLE certificate (
        number TEXT PRIMARY KEY REFERENCES application (number), code TEXT NOT NULL UNIQUE, issued_at TEXT NOT NULL,
        pdf BLOB NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE enrolment_code (code_sha256 TEXT PRIMARY KEY, site TEXT NOT NULL, valid_to TEXT NOT NULL, used_at TEXT);
INSERT INTO "enrolment_code" VALUES('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','测试大厅','2026-11-24T20:00:00+08:00','2026-11-24T20:00:00+08:00');
CREATE TABLE holding (
        held_id TEXT PRIMARY KEY, id_number TEXT NOT NULL, kind TEXT NOT NULL, issued_on TEXT NOT NULL, valid_to TEXT);
INSERT INTO "holding" VALUES('h1','65990019900101001X','marriage_certificate','2020-05-20',NULL);
CREATE TABLE published (
        code TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE, withdrawn INTEGER NOT NULL,
        sha256 TEXT NOT NULL, document TEXT NOT NULL);
INSERT INTO "published" VALUES('GONE-1',1,7,1,'0000000000000000000000000000000000000000000000000000000000000000','');
CREATE TABLE published_version (
        code TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (code, version));
INSERT INTO "published_version" VALUES('GONE-1',1,'{}');
CREATE TABLE rating (
        number TEXT PRIMARY KEY REFERENCES application (number), grade INTEGER NOT NULL, reasons TEXT NOT NULL,
        at TEXT NOT NULL);
INSERT INTO "rating" VALUES('0001-000001-1',5,'[]','2026-11-24T20:00:00+08:00');
CREATE TABLE record (
        id_number TEXT NOT NULL, matter TEXT NOT NULL, rows TEXT NOT NULL, PRIMARY KEY (id_number, matter)) WITHOUT ROWID;
INSERT INTO "record" VALUES('65990019900101001X','KSK-01','[]');
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "setting" VALUES('catalogue_epoch','an-epoch-of-the-catalogue');
CREATE TABLE status_change (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL REFERENCES application (number),
        terminal TEXT NOT NULL, document TEXT NOT NULL, by TEXT NOT NULL);
INSERT INTO "status_change" VALUES(1,'0001-000002-2','T0001','{"number": "0001-000002-2", "matter": "KSK-01", "state": "received", "version": 1, "changed_at": "2026-11-24T20:01:00+08:00", "note": "", "due": null, "missing": [], "certificate": false}','platform');
INSERT INTO "status_change" VALUES(2,'0001-000001-1','T0001','{"number": "0001-000001-1", "matter": "KSK-01", "state": "received", "version": 1, "changed_at": "2026-11-24T20:00:00+08:00", "note": "", "due": null, "missing": [], "certificate": false}','platform');
INSERT INTO "status_change" VALUES(3,'0001-000001-1','T0001','{"number": "0001-000001-1", "matter": "KSK-01", "state": "accepted", "version": 2, "changed_at": "2026-11-24T20:00:00+08:00", "note": "", "due": null, "missing": [], "certificate": false}','operator');
CREATE TABLE submission (
        key TEXT PRIMARY KEY, body_sha256 TEXT NOT NULL, answer TEXT NOT NULL, deliveries INTEGER NOT NULL);
INSERT INTO "submission" VALUES('01911111-0000-7000-8000-000000000002','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{"key": "01911111-0000-7000-8000-000000000002", "number": "0001-000002-2", "state": "received", "version": 1, "received_at": "2026-11-24T20:01:00+08:00", "certificate": false}',1);
INSERT INTO "submission" VALUES('01911111-0000-7000-8000-000000000001','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','{"key": "01911111-0000-7000-8000-000000000001", "number": "0001-000001-1", "state": "received", "version": 1, "received_at": "2026-11-24T20:00:00+08:00", "certificate": false}',1);
CREATE TABLE terminal (
        number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 9999), name TEXT NOT NULL UNIQUE, site TEXT NOT NULL,
        token_sha256 TEXT NOT NULL UNIQUE, enrolled_at TEXT NOT NULL);
INSERT INTO "terminal" VALUES(1,'T0001','测试大厅','tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt','2026-11-24T20:00:00+08:00');
CREATE INDEX application_id_number ON application (id_number);
CREATE INDEX application_received ON application (received_at);
CREATE INDEX status_change_terminal ON status_change (terminal, seq);
CREATE INDEX holding_person ON holding (id_number, kind);
INSERT INTO sqlite_sequence VALUES('status_change',3);
PRAGMA user_version = 2;
COMMIT;
