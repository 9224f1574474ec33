"""A git server on this machine that wants a name and a password, as GitHub does."""

from __future__ import annotations

import base64
import contextlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from repositories import environment


@contextlib.contextmanager
def serving(folder: Path, name: str, password: str) -> Iterator[str]:
    """Serve the bare repositories of a folder; gives the address of the folder."""
    expected = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
    git = shutil.which("git")
    assert git

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers["Authorization"] != expected:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            path, _, query = self.path.partition("?")
            length = self.headers["Content-Length"] or "0"
            about = {
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers["Content-Type"] or "",
                "CONTENT_LENGTH": length,
                "HTTP_CONTENT_ENCODING": self.headers["Content-Encoding"] or "",
                "REMOTE_USER": name,
            }
            done = subprocess.run(
                [str(git), "http-backend"],
                env=environment(**about), input=self.rfile.read(int(length)), capture_output=True,
            )  # fmt: skip
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
            self.send_response(int(fields.pop("Status", "200").split()[0]))
            for field, value in fields.items():
                self.send_header(field, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
