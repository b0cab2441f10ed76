import asyncio
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from common import file_answer, tell_port


async def upload(request):
    head = {
        "contentType": request.headers.get("content-type"),
        "contentLength": request.headers.get("content-length"),
    }
    fields = []
    files = []
    try:
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    fields.append([name, value])
                else:
                    files.append(file_answer(name, value.filename, value.content_type, await value.read()))
    except HTTPException as error:
        return JSONResponse({**head, "error": error.detail}, status_code=400)
    return JSONResponse({**head, "fields": fields, "files": files})


app = Starlette(routes=[Route("/upload", upload, methods=["POST"])])
# Of the TCP protocol by name: otherwise asyncio leaves Nagle's algorithm on, which costs 40 ms per answer.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
tell_port(listener.getsockname()[1])
server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
asyncio.run(server.serve(sockets=[listener]))
