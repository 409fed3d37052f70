namespace Wasper.Tests.Gateway.Protection;

/// <summary>HTTP/2 requests whose fields would be two requests, or other ones, once they are written out as HTTP/1.1 (RFC 9113, 8.2 and 8.3).</summary>
internal static class AmbiguousHttp2Requests
{
    /// <summary>By name: fields, and a body where there is one.</summary>
    public static Dictionary<string, ((string Name, string Value)[] Fields, string? Body)> Refused { get; } = new()
    {
        ["a line end in a value"] = (Get(("x-a", "b\r\nTransfer-Encoding: chunked")), null),
        ["a line feed in a value"] = (Get(("x-a", "b\nc")), null),
        ["a carriage return in a value"] = (Get(("x-a", "b\rc")), null),
        ["a zero in a value"] = (Get(("x-a", "b\0c")), null),
        ["a line end in a name"] = (Get(("x-a\r\nx-b", "c")), null),
        ["a colon in a name"] = (Get(("x-a:b", "c")), null),
        ["a space in a name"] = (Get(("x a", "b")), null),
        ["a zero in a name"] = (Get(("x\0a", "b")), null),
        ["a name outside ASCII"] = (Get(("x\u00e9", "b")), null),
        ["capitals in a name"] = (Get(("X-A", "b")), null),
        ["no name"] = (Get(("", "b")), null),
        ["chunked"] = (Post(("transfer-encoding", "chunked")), "0\r\n\r\n"),
        ["connection"] = (Get(("connection", "close")), null),
        ["connection with names"] = (Get(("connection", "host")), null),
        ["te with another coding"] = (Get(("te", "gzip")), null),
        ["a length shorter than the body"] = (Post(("content-length", "2")), "abc"),
        ["a length longer than the body"] = (Post(("content-length", "4")), "abc"),
        ["two lengths"] = (Post(("content-length", "3"), ("content-length", "4")), "abc"),
        ["a length that is no number"] = (Post(("content-length", "3abc")), "abc"),
        ["a line end in the path"] = (Fields(path: "/x HTTP/1.1\r\nHost: evil.example\r\n\r\nGET /smuggled"), null),
        ["a space in the path"] = (Fields(path: "/x HTTP/1.1"), null),
        ["a tab in the path"] = (Fields(path: "/x\ty"), null),
        ["an empty path"] = (Fields(path: ""), null),
        ["a path without a slash"] = (Fields(path: "x"), null),
        ["a path with scheme and host"] = (Fields(path: "https://evil.example/x"), null),
        ["a request in the method"] = (Fields(method: "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\nGET"), null),
        ["a space in the method"] = (Fields(method: "GET /x"), null),
        ["an empty method"] = (Fields(method: ""), null),
        ["CONNECT"] = ([(":method", "CONNECT"), (":authority", "localhost:22")], null),
        ["CONNECT with a path"] = (Fields(method: "CONNECT"), null),
        ["another scheme"] = (Fields(scheme: "http"), null),
        ["a host in the scheme"] = (Fields(scheme: "https://evil.example/?x="), null),
        ["a user in the authority"] = (Fields(authority: "a@localhost"), null),
        ["a path in the authority"] = (Fields(authority: "localhost/y"), null),
        ["a space in the authority"] = (Fields(authority: "local host"), null),
        ["a line end in the authority"] = (Fields(authority: "localhost\r\nX-A: b"), null),
        ["two authorities"] = ([.. Get(), (":authority", "localhost")], null),
        ["two paths"] = ([.. Get(), (":path", "/y")], null),
        ["two methods"] = ([.. Get(), (":method", "POST")], null),
        ["no method"] = ([(":scheme", "https"), (":authority", "localhost"), (":path", "/x")], null),
        ["no scheme"] = ([(":method", "GET"), (":authority", "localhost"), (":path", "/x")], null),
        ["no path"] = ([(":method", "GET"), (":scheme", "https"), (":authority", "localhost")], null),
        ["neither authority nor host"] = ([(":method", "GET"), (":scheme", "https"), (":path", "/x")], null),
        ["a pseudo-header behind a field"] = ([(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), ("x-a", "b"), (":path", "/x")], null),
        ["a pseudo-header nobody knows"] = ([.. Get(), (":x", "y")], null),
        ["a pseudo-header of answers"] = ([.. Get(), (":status", "200")], null),
    };

    /// <summary>By name: what arrives is one GET of /x for localhost. Fields of the connection go no further than the gateway.</summary>
    public static Dictionary<string, (string Name, string Value)[]> Forwarded { get; } = new()
    {
        ["host in the authority's place"] = [(":method", "GET"), (":scheme", "https"), (":path", "/x"), ("host", "localhost")],
        ["host beside the authority"] = Get(("host", "evil.example")),
        ["te for trailers"] = Get(("te", "trailers")),
        ["cookies in pieces"] = Get(("cookie", "a=b"), ("cookie", "c=d")),
        ["a value outside ASCII"] = Get(("x-a", "\u00e9\u00ff")),
        ["two hosts beside the authority"] = Get(("host", "localhost"), ("host", "evil.example")),
        ["keep-alive"] = Get(("keep-alive", "timeout=5")),
        ["an upgrade"] = Get(("upgrade", "websocket")),
        ["a hop-by-hop field that HTTP/2 never had"] = Get(("proxy-connection", "keep-alive")),
    };

    private static (string Name, string Value)[] Get(params (string Name, string Value)[] more) => [.. Fields(), .. more];

    private static (string Name, string Value)[] Post(params (string Name, string Value)[] more) => [.. Fields(method: "POST"), .. more];

    private static (string Name, string Value)[] Fields(
        string method = "GET", string scheme = "https", string authority = "localhost", string path = "/x") =>
        [(":method", method), (":scheme", scheme), (":authority", authority), (":path", path)];
}
