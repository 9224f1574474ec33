"""The jobs of workflow files, run as GitHub runs them: each `run` in a shell, in its order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT
from repositories import environment

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TOKEN = "a-made-up-token"  # noqa: S105

# the expressions that our workflows use, with what they come to; any other fails the test
SITE_BASE_URL, SITE_REPOSITORY = "https://us.pages.example/care", "https://git.example/us/care"
VALUES = {
    "${{ github.token }}": TOKEN,
    "https://${{ github.repository_owner }}.github.io/${{ github.event.repository.name }}": (
        SITE_BASE_URL
    ),
    "${{ github.server_url }}/${{ github.repository }}": SITE_REPOSITORY,
}
CONDITIONS: Mapping[str, Callable[[dict[str, bool]], bool]] = {
    "": lambda ended: all(ended.values()),
    "${{ !cancelled() && steps.environment.outcome == 'success' }}": lambda e: e["environment"],
}


@dataclass(frozen=True)
class Ended:
    """How a step ended."""

    status: int
    out: str
    err: str

    @property
    def log(self) -> list[str]:
        """What the runner sees: both streams, white space at the beginning of lines cut."""
        return [line.lstrip() for line in (self.out + self.err).splitlines()]


def workflow(name: str) -> dict[str, Any]:
    """A workflow file's content; YAML 1.1 reads its key `on` as true."""
    text = (ROOT / ".github/workflows" / name).read_text(encoding="utf-8")
    content: dict[Any, Any] = yaml.safe_load(text)
    content["on"] = content.pop(True)
    return content


def run_job(name: str, job: str, root: Path, summary: Path | None = None) -> dict[str, Ended]:
    """Run a job's own steps in a folder that holds what the checkout gives; by step's name."""
    content = workflow(name)["jobs"][job]
    ended: dict[str, Ended] = {}
    outcomes: dict[str, bool] = {}
    for step in content["steps"]:
        if "run" not in step or not CONDITIONS[step.get("if", "")](outcomes):
            continue
        given = {**content.get("env", {}), **step.get("env", {})}
        values = {k: VALUES[v] if "${{" in v else v for k, v in given.items()}
        if summary is not None:
            values["GITHUB_STEP_SUMMARY"] = str(summary)
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=root,
            env=environment(CI="true", GITHUB_ACTIONS="true", **values),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        ended[step["name"]] = Ended(done.returncode, done.stdout, done.stderr)
        outcomes[step.get("id", step["name"])] = done.returncode == 0
    return ended


def commands(ended: dict[str, Ended]) -> list[str]:
    """The lines that the runner takes for commands, wherever in a line their old form stands."""
    lines = [line for step in ended.values() for line in step.log]
    return [line for line in lines if line.startswith("::") or re.search(r"##\[", line)]
