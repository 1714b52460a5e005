"""Starting the platform, writing its contract down, and making enrolment codes."""

import json
import sys
from dataclasses import asdict
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click

from central import events, logs
from central.fleet_commands import terminals
from central.identity.peers import Network
from central.importing import take_in
from central.keeping import backup, epochs, restored
from central.opening import attachments_option, json_option, node, opened
from central.operating import applications, matters, refusals
from central.store.seed import seed
from kiosk.contract.parcel import BadParcel

_MATTERS = Path(__file__).resolve().parents[1] / "assets" / "matters"


class _Network(click.ParamType[Network]):
    name = "network"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Network:
        try:
            return ip_network(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def main() -> None:
    """The reference platform behind the terminals."""


for command in (applications, refusals, matters, terminals, backup, restored, epochs):
    main.add_command(command)


@main.command()
@node
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", default=8080, show_default=True, help="0: any free one. The address is written to DATA/address."
)
@click.option(
    "--matters",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=_MATTERS,
    help="To be published.",
)
@click.option(
    "--public-url",
    default="",
    help="How the public reaches this instance, as printed on certificates. Empty: the address it listens at.",
)
@attachments_option
@click.option(
    "--tls", is_flag=True, help="HTTPS by this node itself, with terminals' certificates; else behind a proxy."
)
@click.option(
    "--tls-certificate",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Chain that the terminals believe, PEM. Without it: one of the platform's own authority (DATA/authority.pem).",
)
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Its key, PEM.")
@click.option("--tls-name", multiple=True, help="A name or address in the own certificate; may be given again.")
@click.option(
    "--trusted-proxy",
    multiple=True,
    type=_Network(),
    help="Address or network of a proxy whose Client-Cert and X-Forwarded-For are believed; may be given again.",
)
@click.option("--metrics-port", type=int, help="Prometheus reads /metrics there; 0: any free one. Without it: nowhere.")
@click.option("--metrics-host", default="127.0.0.1", show_default=True)
def serve(
    data: Path,
    database: str | None,
    secrets: Path | None,
    host: str,
    port: int,
    matters: Path,
    public_url: str,
    attachments: str,
    tls: bool,
    tls_certificate: Path | None,
    tls_key: Path | None,
    tls_name: tuple[str, ...],
    trusted_proxy: tuple[Network, ...],
    metrics_port: int | None,
    metrics_host: str,
) -> None:
    """Serve until SIGTERM."""
    # Here, for without them the other commands start in half the time.
    from central.console.sign_in import password
    from central.serving import Listening, run

    logs.configure()
    with opened(data, database, secrets, attachments) as platform:
        platform.epochs.check()
        changed, findings = seed(platform.matters, matters)
        for finding in findings:
            click.echo(f"not published: {finding}", err=True)
        click.echo(f"published: {len(changed)} changed, {len(platform.matters.codes())} in all")
        password(platform)  # so that the file is there before anybody needs it
        listening = Listening(host, port, tls, tls_name, tls_certificate, tls_key, trusted_proxy)
        if metrics_port is not None:
            click.echo(f"metrics on http://{metrics_host}:{platform.metrics.serve(metrics_host, metrics_port)}/metrics")
        run(platform, listening, public_url)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), required=True)
def openapi(out: Path) -> None:
    """Write the OpenAPI document."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(openapi_text(), "utf-8")


@main.command("log-events")
@click.option("--out", type=click.Path(path_type=Path), required=True)
def log_events(out: Path) -> None:
    """Write the page about what is logged."""
    out.write_text(events.page(), "utf-8")


def openapi_text() -> str:
    from central.api.app import create_app

    return json.dumps(create_app(None).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@main.command("enrolment-code")
@node
@click.option("--site", required=True, help="Where the machine stands.")
@click.option("--minutes", default=15, show_default=True, help="How long the code works.")
def enrolment_code(data: Path, database: str | None, secrets: Path | None, site: str, minutes: int) -> None:
    """Print a one-time code for one machine. Works while the platform is running."""
    with opened(data, database, secrets) as platform:
        click.echo(platform.enrolments.make_code(site, platform.now(), timedelta(minutes=minutes)))


@main.command("import")
@node
@attachments_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(
    data: Path, database: str | None, secrets: Path | None, attachments: str, as_json: bool, file: Path
) -> None:
    """Take in what `kioskctl outbox export` wrote on a machine without network. Works while the platform is running; what is here
    already stays as it is. Ends with 1 when one is refused."""
    with opened(data, database, secrets, attachments) as platform:
        try:
            taken = take_in(platform, file)
        except BadParcel as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps([asdict(one) for one in taken], ensure_ascii=False, indent=2))
    else:
        for one in taken:
            click.echo(f"{one.number}  {one.outcome}  {one.reason}".rstrip())
    if any(one.outcome == "refused" for one in taken):
        sys.exit(1)
