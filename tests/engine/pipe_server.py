"""An engine behind a pipe: a line of JSON in, a line of JSON out, many at once. Made to be killed.

python -m tests.engine.pipe_server FOLDER [POSTGRES_URL]
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from labelproof.engine.catalogue import parse_command
from labelproof.engine.engine import Caller, Engine
from labelproof.kernel.refused import Refused
from labelproof.rooms.annotation import queries as annotation
from tests.engine.project import PROJECT, open_engine


async def answer(engine: Engine, asked: dict[str, Any]) -> dict[str, Any]:
    if "held" in asked:
        with engine.store.reading() as read:
            return {"held": [row.item for row in read.all(annotation.held, log_id=PROJECT, member=asked["held"])]}
    try:
        command = parse_command(asked["command"], asked["args"])
        done = await engine.handle_async(PROJECT, command, Caller(asked["account"]), asked["key"])
    except Refused as refused:
        return {"refused": refused.code}
    return {"receipts": [[receipt.index, receipt.event_id, receipt.leaf_hash] for receipt in done]}


async def serve(engine: Engine) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running: set[asyncio.Task[None]] = set()

    async def one(line: bytes) -> None:
        asked = json.loads(line)
        said = {"id": asked["id"], **await answer(engine, asked)}
        print(json.dumps(said), flush=True)

    print("ready", flush=True)
    while line := await reader.readline():
        task = asyncio.create_task(one(line))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)


if __name__ == "__main__":
    asyncio.run(serve(open_engine(Path(sys.argv[1]), *sys.argv[2:])))
