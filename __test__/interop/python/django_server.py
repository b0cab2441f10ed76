from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import path

from common import file_answer, tell_port


def upload(request):
    head = {
        "contentType": request.headers.get("content-type"),
        "contentLength": request.headers.get("content-length"),
    }
    try:
        fields = [[name, value] for name, values in request.POST.lists() for value in values]
        files = [
            file_answer(name, file.name, file.content_type, file.read())
            for name, values in request.FILES.lists()
            for file in values
        ]
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        return JsonResponse({**head, "error": repr(error)}, status=400)
    return JsonResponse({**head, "fields": fields, "files": files})


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


urlpatterns = [path("upload", upload)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="test", USE_TZ=False)
django.setup()
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler)
tell_port(server.server_port)
server.serve_forever()
