namespace Wasper.Tests.Gateway.Protection;

/// <summary>Requests that two servers may read in two ways, and broken ones. What is <see cref="Refused"/> gets a 4xx and the end of its connection, and nothing
/// of it reaches the app; what is <see cref="Forwarded"/> reaches the app as exactly the one request that is named, and the request behind it as the next.</summary>
internal static class AmbiguousRequests
{
    private const string Post = "POST /x HTTP/1.1\r\nHost: localhost\r\n";
    private const string Get = "GET /x HTTP/1.1\r\nHost: localhost\r\n";
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// <summary>By name.</summary>
    public static Dictionary<string, string> Refused { get; } = new()
    {
        // Two ends of one body (RFC 9112, 6.1 and 6.3).
        ["length and chunked, the length first"] = Post + "Content-Length: 49\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["length and chunked, chunked first"] = Post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Smuggled,
        ["length zero and chunked"] = Post + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["two lengths that differ"] = Post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        ["two lengths that agree"] = Post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        ["a list of lengths"] = Post + "Content-Length: 3, 3\r\n\r\nabc",
        ["a negative length"] = Post + "Content-Length: -3\r\n\r\nabc",
        ["a hexadecimal length"] = Post + "Content-Length: 0x3\r\n\r\nabc",
        ["a length with a space inside"] = Post + "Content-Length: 3 3\r\n\r\nabc",
        ["a length with text behind"] = Post + "Content-Length: 3abc\r\n\r\nabc",
        ["an empty length"] = Post + "Content-Length: \r\n\r\n",
        ["a length beyond 64 bits"] = Post + "Content-Length: 18446744073709551619\r\n\r\nabc",
        ["a coding nobody knows"] = Post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["identity"] = Post + "Transfer-Encoding: identity\r\n\r\n" + Smuggled,
        ["chunked, then identity"] = Post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Smuggled,
        ["gzip inside chunked"] = Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        ["chunked twice"] = Post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        ["two fields for the coding"] = Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + Smuggled,
        ["chunked in quotes"] = Post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" + Smuggled,
        ["chunked with a parameter"] = Post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n" + Smuggled,
        ["chunked behind a vertical tab"] = Post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["an empty coding"] = Post + "Transfer-Encoding: \r\n\r\n" + Smuggled,
        ["chunked in HTTP/1.0"] = "POST /x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled,

        // Names that hide a field (RFC 9112, 5.1).
        ["a space before the colon"] = Post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["a tab before the colon"] = Post + "Content-Length\t: 3\r\n\r\nabc",
        ["a space before the first field"] = "POST /x HTTP/1.1\r\n Host: localhost\r\n\r\n",
        ["a folded field"] = Post + "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["a folded coding"] = Post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + Smuggled,
        ["a field without a colon"] = Get + "X-A\r\n\r\n",
        ["a field without a name"] = Get + ": a\r\n\r\n",
        ["a name with a space"] = Get + "X A: b\r\n\r\n",
        ["a name with a zero"] = Get + "X\0A: b\r\n\r\n",
        ["a name outside ASCII"] = Get + "X\u00e9A: b\r\n\r\n",
        ["a name with parentheses"] = Get + "X(A): b\r\n\r\n",

        // Line ends (RFC 9112, 2.2).
        ["a bare CR in a value"] = Get + "X-A: b\rTransfer-Encoding: chunked\r\n\r\n",
        ["a bare CR in a name"] = Get + "X-\rA: b\r\n\r\n",
        ["a bare CR behind a value"] = Get + "X-A: b\r\r\n\r\n",
        ["a zero in a value"] = Get + "X-A: b\0c\r\n\r\n",
        ["a bare LF between fields"] = Get + "X-A: b\nX-B: c\r\n\r\n",
        ["a bare LF behind the request line"] = "GET /x HTTP/1.1\nHost: localhost\r\n\r\n",
        ["bare LFs at the end"] = "GET /x HTTP/1.1\r\nHost: localhost\n\n",

        // Chunks (RFC 9112, 7.1).
        ["a chunk size that is no number"] = Post + "Transfer-Encoding: chunked\r\n\r\nz\r\n",
        ["a chunk size with a sign"] = Post + "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
        ["a negative chunk size"] = Post + "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        ["a chunk size with 0x"] = Post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        ["a chunk size behind a space"] = Post + "Transfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n",
        ["a chunk size beyond 32 bits"] = Post + "Transfer-Encoding: chunked\r\n\r\n100000003\r\nabc\r\n0\r\n\r\n",
        ["a chunk size beyond 64 bits"] = Post + "Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n",
        ["an empty chunk size"] = Post + "Transfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n",
        ["a chunk longer than its size"] = Post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        ["a chunk size that ends in a bare LF"] = Post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        ["a chunk that ends in a bare LF"] = Post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n",
        ["a chunk extension with a bare LF"] = Post + "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n4c\r\n0\r\n\r\n" + Smuggled,
        ["a chunk extension with a bare CR"] = Post + "Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\nxx\r\n0\r\n\r\n",

        // Hosts (RFC 9112, 3.2).
        ["no host"] = "GET /x HTTP/1.1\r\n\r\n",
        ["two hosts"] = Get + "Host: localhost\r\n\r\n",
        ["two hosts that differ"] = Get + "Host: evil.example\r\n\r\n",
        ["a host with a path"] = "GET /x HTTP/1.1\r\nHost: localhost/y\r\n\r\n",
        ["a host with a user"] = "GET /x HTTP/1.1\r\nHost: a@localhost\r\n\r\n",
        ["a list of hosts"] = "GET /x HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n",
        ["a host with a space"] = "GET /x HTTP/1.1\r\nHost: local host\r\n\r\n",
        ["a host with a zero"] = "GET /x HTTP/1.1\r\nHost: local\0host\r\n\r\n",
        ["a target for another host"] = "GET https://evil.example/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a target with a user"] = "GET https://a@localhost/x HTTP/1.1\r\nHost: localhost\r\n\r\n",

        // Request lines (RFC 9112, 3).
        ["no version"] = "GET /x\r\nHost: localhost\r\n\r\n",
        ["version 0.9"] = "GET /x HTTP/0.9\r\nHost: localhost\r\n\r\n",
        ["version 1.2"] = "GET /x HTTP/1.2\r\nHost: localhost\r\n\r\n",
        ["version 2.0"] = "GET /x HTTP/2.0\r\nHost: localhost\r\n\r\n",
        ["a version in small letters"] = "GET /x http/1.1\r\nHost: localhost\r\n\r\n",
        ["two spaces before the target"] = "GET  /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a space in the target"] = "GET /x y HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a tab in the target"] = "GET /x\ty HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a zero in the target"] = "GET /x\0y HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["an encoded zero in the target"] = "GET /x%00y HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a bare CR in the target"] = "GET /x\ry HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a target outside ASCII"] = "GET /\u00e9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a target without a slash"] = "GET x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a target of another scheme"] = "GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a method with a space before it"] = " GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a method with a line feed"] = "GE\nT /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a method with a colon"] = "GET: /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["a method outside ASCII"] = "G\u00c9T /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["no request at all"] = "hello\r\n\r\n",
        ["CONNECT"] = "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n",

        // Sizes.
        ["an overlong target"] = $"GET /{new string('a', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ["an overlong field"] = Get + $"X-A: {new string('a', 100_000)}\r\n\r\n",
        ["too many fields"] = Get + string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: a\r\n")) + "\r\n",
    };

    /// <summary>By name: what is sent, and the line and the body of the request that arrives.</summary>
    public static Dictionary<string, (string Sent, string Line, string Body)> Forwarded { get; } = new()
    {
        ["a length in zeros"] = (Post + "Content-Length: 003\r\n\r\nabc", "POST /x HTTP/1.1", "abc"),
        ["a length with a sign"] = (Post + "Content-Length: +3\r\n\r\nabc", "POST /x HTTP/1.1", "abc"),
        ["a request within a body"] = (Post + $"Content-Length: {Smuggled.Length}\r\n\r\n{Smuggled}", "POST /x HTTP/1.1", Smuggled),
        ["a request within a chunk"] =
            (Post + $"Transfer-Encoding: chunked\r\n\r\n{Smuggled.Length:x}\r\n{Smuggled}\r\n0\r\n\r\n", "POST /x HTTP/1.1", Smuggled),
        ["a body of a GET"] = (Get + $"Content-Length: {Smuggled.Length}\r\n\r\n{Smuggled}", "GET /x HTTP/1.1", Smuggled),
        ["chunked in capitals"] = (Post + "Transfer-Encoding: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "POST /x HTTP/1.1", "abc"),
        ["chunked between tabs"] = (Post + "Transfer-Encoding:\tchunked\t\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "POST /x HTTP/1.1", "abc"),
        ["a chunk extension"] = (Post + "Transfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0;c\r\n\r\n", "POST /x HTTP/1.1", "abc"),
        ["a chunk size in zeros and capitals"] =
            (Post + "Transfer-Encoding: chunked\r\n\r\n0000A\r\n0123456789\r\n000\r\n\r\n", "POST /x HTTP/1.1", "0123456789"),
        ["trailers that frame"] = (
            Post + "Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n3\r\nabc\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: evil.example\r\n\r\n",
            "POST /x HTTP/1.1", "abc"),
        ["hop-by-hop by name"] = (Post + "Connection: keep-alive, Content-Length\r\nContent-Length: 3\r\n\r\nabc", "POST /x HTTP/1.1", "abc"),
        ["host named as hop-by-hop"] = (Get + "Connection: keep-alive, Host\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["empty lines before the request"] = ("\r\n\r\n" + Get + "\r\n", "GET /x HTTP/1.1", ""),
        ["continue expected"] = (Post + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "POST /x HTTP/1.1", "abc"),
        ["continue expected, without a body"] = (Get + "Expect: 100-continue\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["something else expected"] = (Post + "Expect: 200-ok\r\nContent-Length: 3\r\n\r\nabc", "POST /x HTTP/1.1", "abc"),
        ["two spaces behind the target"] = ("GET /x  HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["two slashes"] = ("GET //x//y HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET //x//y HTTP/1.1", ""),
        ["parent folders"] = ("GET /a/../../x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /a/../../x HTTP/1.1", ""),
        ["encoded parent folders"] = ("GET /..%2f..%2Fx%5c HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /..%2f..%2Fx%5c HTTP/1.1", ""),
        ["an encoded line end"] = ("GET /x%0d%0aHost:%20evil HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /x%0d%0aHost:%20evil HTTP/1.1", ""),
        ["a target with scheme and host"] = ("GET https://localhost/x HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["a target for the server"] = ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", "OPTIONS / HTTP/1.1", ""),
        ["underscores for hyphens"] = (Get + "Content_Length: 50\r\nTransfer_Encoding: chunked\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["a value outside ASCII"] = (Get + "X-A: \u00e9\u00ff\r\n\r\n", "GET /x HTTP/1.1", ""),
        ["a method nobody knows"] = ("SMUGGLE /x HTTP/1.1\r\nHost: localhost\r\n\r\n", "SMUGGLE /x HTTP/1.1", ""),
        ["an upgrade to HTTP/2"] = (Get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", "GET /x HTTP/1.1", ""),
    };
}
