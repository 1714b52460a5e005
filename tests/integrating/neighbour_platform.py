"""The platform of an invented province, as small as it can be and real: HTTP, certificates, signatures, sealed applications opened.

It keeps everything in memory. One method of `_Desk` for each method of its gateway.
"""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nacl.public import PrivateKey

from kiosk.contract.application import Application
from kiosk.contract.sealing import sha256, unseal
from kiosk.contract.signing import BadSignature, keyid, serial_of, verify_request
from tests.offline.people import BIRTH
from tests.offline.publisher import Publisher

ERA = "era-1"


class No(Exception):
    """It says no: one of its codes, and what belongs to it."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class NeighbourPlatform:
    """Listens on loopback until `close`."""

    def __init__(self) -> None:
        self.desk = _Desk()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                whole = json.dumps(outer.desk.answer(self.path, list(self.headers.items()), body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                self.wfile.write(whole)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Desk:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ca = ec.generate_private_key(ec.SECP256R1())
        self._seal = PrivateKey.generate()
        self._items = Publisher(ERA)
        self._items.publish(BIRTH)
        self._codes: dict[str, tuple[str, dict[str, Any]] | None] = {}
        self._keys: dict[str, ec.EllipticCurvePublicKey] = {}
        self._closed: set[str] = set()
        self._beats: dict[str, tuple[str, int]] = {}
        self._files: dict[str, tuple[int, bytearray]] = {}
        self._kept: dict[str, tuple[str, dict[str, Any], Application]] = {}
        self._rows: dict[str, dict[str, Any]] = {}
        self._changes: list[dict[str, Any]] = []

    # -- what its operators do ----------------------------------------------------------------------------------------------

    def activation(self) -> str:
        with self._lock:
            code = f"ACTIVATE-{len(self._codes):04}"
            self._codes[code] = None
            return code

    def move(self, number: str, status: str) -> None:
        with self._lock:
            self._change(number, {**self._rows[number], "status": status, "ver": self._rows[number]["ver"] + 1})

    def applications(self) -> list[Application]:
        with self._lock:
            return [application for _, _, application in self._kept.values()]

    # -- the gateway --------------------------------------------------------------------------------------------------------

    def answer(self, target: str, headers: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
        method = target.rpartition("/")[2]
        data = json.loads(body)["data"]
        with self._lock:
            try:
                device = "" if method == "join" else self._who(target, headers, body)
                return {"code": "0000", "msg": "成功", "data": getattr(self, f"on_{method}")(device, **data)}
            except No as no:
                return {"code": no.code, "msg": "失败", "data": no.data}

    def _who(self, target: str, headers: list[tuple[str, str]], body: bytes) -> str:
        try:
            name = verify_request("POST", target, headers, body, self._keys.get, datetime.now(UTC)).keyid
        except BadSignature as error:
            raise No("E401") from error
        device = name.partition("/")[0]
        if device in self._closed:
            raise No("E403")
        return device

    def on_join(self, _: str, activation: str, csr: str, device: str) -> dict[str, Any]:
        if activation not in self._codes:
            raise No("E422", field="activation")
        request = x509.load_pem_x509_csr(csr.encode())
        key = serialization.PublicFormat.SubjectPublicKeyInfo
        mark = sha256(request.public_key().public_bytes(serialization.Encoding.DER, key))
        known = self._codes[activation]
        if known is None:
            serial = len([one for one in self._codes.values() if one]) + 1
            name = f"N{serial:03}"
            told = {
                "deviceNo": name,
                "serial": serial,
                "hall": "邻省政务服务大厅",
                "cert": self._certificate(name, request),
                "ca": "",
                "sealKey": base64.b64encode(bytes(self._seal.public_key)).decode(),
                "itemKey": self._items.key,
            }
            known = self._codes[activation] = (mark, told)
        if known[0] != mark:
            raise No("E422", field="activation")
        return known[1]

    def on_rejoin(self, device: str, csr: str) -> dict[str, Any]:
        return {"cert": self._certificate(device, x509.load_pem_x509_csr(csr.encode()))}

    def on_alive(self, device: str, report: dict[str, Any]) -> dict[str, Any]:
        boot, counter = self._beats.get(device, ("", 0))
        if report["boot_id"] != boot and report["counter"] <= counter:
            self._closed.add(device)
            raise No("E403")
        self._beats[device] = (report["boot_id"], report["counter"])
        return {"now": datetime.now(UTC).isoformat(), "interval": 45, "era": ERA, "held": {}}

    def on_items(self, _: str, era: str, since: int) -> dict[str, Any]:
        if era != ERA:
            raise No("E410")
        return self._items.page(since).model_dump(mode="json")

    def on_itemsAll(self, _: str, era: str, since: int) -> dict[str, Any]:
        return self._items.snapshot()[0].model_dump(mode="json")

    def on_itemsFile(self, _: str, file: str, start: int) -> dict[str, Any]:
        snapshot, packed = self._items.snapshot()
        if file != snapshot.sha256:
            raise No("E404")
        return {"bytes": base64.b64encode(packed[start:]).decode()}

    def on_fileBegin(self, _: str, fileId: str, total: int) -> dict[str, Any]:
        self._files.setdefault(fileId, (total, bytearray()))
        return self._upload(fileId)

    def on_filePart(self, _: str, fileId: str, start: int, bytes: str) -> dict[str, Any]:
        _, got = self._files[fileId]
        if start != len(got):
            raise No("E409", got=len(got))
        got += base64.b64decode(bytes)
        return self._upload(fileId)

    def on_fileEnd(self, _: str, fileId: str) -> dict[str, Any]:
        return self._upload(fileId)

    def on_apply(
        self,
        _: str,
        bizId: str,
        receiptNo: str,
        itemCode: str,
        itemVer: int,
        files: list[str],
        cipher: str,
    ) -> dict[str, Any]:
        mark = sha256(json.dumps([receiptNo, itemCode, itemVer, files, cipher]).encode())
        if bizId in self._kept:
            known, told, _application = self._kept[bizId]
            if known != mark:
                raise No("E409", field="bizId")
            return told
        missing = [one for one in files if not self._upload(one)["done"]]
        if missing:
            raise No("E409", missing=missing)
        application = Application.model_validate_json(unseal(base64.b64decode(cipher), self._seal))
        if (str(application.key), application.number) != (bizId, receiptNo):
            raise No("E422", field="cipher")
        row = {"receiptNo": receiptNo, "itemCode": itemCode, "status": "10", "ver": 1}
        self._change(receiptNo, row)
        told = {**self._rows[receiptNo], "era": ERA, "no": len(self._kept) + 1}
        self._kept[bizId] = (mark, told, application)
        return told

    def on_evaluate(self, _: str, receiptNo: str, stars: int, reasons: list[str]) -> dict[str, Any]:
        if receiptNo not in self._rows:
            raise No("E404", field="receiptNo")
        return {}

    def on_changes(self, _: str, era: str, since: int) -> dict[str, Any]:
        begin = since if era == ERA else 0
        return {"era": ERA, "till": len(self._changes), "rows": self._changes[begin:]}

    def on_licences(self, _: str, idNo: str, kinds: list[str]) -> dict[str, Any]:
        return {"rows": [{"no": f"L-{kind}", "kind": kind, "from": "2020-05-20"} for kind in kinds[:1]]}

    def on_query(self, _: str, receiptNo: str | None, idNo: str | None) -> dict[str, Any]:
        people = {one.number: one.applicant.id_number for _, _, one in self._kept.values()}
        rows = [row for number, row in self._rows.items() if receiptNo == number or (idNo and people[number] == idNo)]
        return {"rows": rows}

    def on_proof(self, _: str, receiptNo: str, idNo: str) -> dict[str, Any]:
        raise No("E404", field="receiptNo")

    def _upload(self, digest: str) -> dict[str, Any]:
        total, got = self._files.get(digest, (1, bytearray()))
        done = len(got) == total and hashlib.sha256(got).hexdigest() == digest
        return {"total": total, "got": len(got), "done": done}

    def _change(self, number: str, row: dict[str, Any]) -> None:
        self._rows[number] = {**row, "time": datetime.now(UTC).isoformat()}
        self._changes.append(self._rows[number])

    def _certificate(self, name: str, request: x509.CertificateSigningRequest) -> str:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "neighbour")]))
            .public_key(request.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=90))
            .sign(self._ca, hashes.SHA256())
        )
        key = request.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        self._keys[keyid(name, serial_of(made.serial_number))] = key
        return made.public_bytes(serialization.Encoding.PEM).decode()
