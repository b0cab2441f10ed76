import json
import logging

from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from common import file_answer, tell_port


@Request.application
def app(request):
    head = {
        "contentType": request.headers.get("content-type"),
        "contentLength": request.headers.get("content-length"),
    }
    try:
        fields = [[name, value] for name, value in request.form.items(multi=True)]
        files = [
            file_answer(name, file.filename, file.content_type, file.read())
            for name, file in request.files.items(multi=True)
        ]
    except HTTPException as error:
        answer = {**head, "error": str(error)}
        return Response(json.dumps(answer), status=400, content_type="application/json")
    answer = {**head, "fields": fields, "files": files}
    return Response(json.dumps(answer), content_type="application/json")


logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, app)
tell_port(server.server_port)
server.serve_forever()
