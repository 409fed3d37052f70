using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Headers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Writes a request as the app is to see it: the client's own bytes, without what was about the client's connection and what only the gateway may
/// say.</summary>
internal sealed class RequestHead(DistributedContextPropagator propagator)
{
    private static readonly string[] _hopByHop =
    [
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyConnection, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization,
        HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, "HTTP2-Settings",
    ];

    /// <summary>Written in a form of their own; the server in front has answered <c>Expect</c>.</summary>
    private static readonly string[] _rewritten = [HeaderNames.Host, HeaderNames.ContentLength, HeaderNames.Cookie, HeaderNames.Expect];

    private readonly FrozenSet<string> _notCopied =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, [.. _hopByHop, .. _rewritten, .. ForwardedHeaders.Claims, .. propagator.Fields]);

    /// <summary>Writes the head, its empty line included; false where the request has no such form.</summary>
    /// <param name="activity">What the app's part of the trace hangs on.</param>
    /// <param name="hasBody">Whether a body follows, in the length announced or in chunks.</param>
    public bool TryWrite(HttpContext context, Activity? activity, bool hasBody, HeadBuffer buffer)
    {
        var request = context.Request;
        buffer.Clear();
        if (HttpMethods.IsConnect(request.Method))
        {
            return false;
        }

        WriteStart(context, request.Method, activity, buffer);
        WriteFraming(request, hasBody, buffer);
        return buffer.IsValid;
    }

    /// <summary>Writes the head of a request for a WebSocket; false where the request has no such form.</summary>
    /// <param name="activity">What the app's part of the trace hangs on.</param>
    /// <param name="key">The key of the handshake where the client has asked by HTTP/2, which has none (RFC 8441, 5.1); null where the client's own is passed on.</param>
    public bool TryWriteUpgrade(HttpContext context, Activity? activity, string? key, HeadBuffer buffer)
    {
        buffer.Clear();
        if (key is not null)
        {
            context.Request.Headers.Remove(HeaderNames.SecWebSocketKey);
        }

        WriteStart(context, key is null ? context.Request.Method : HttpMethods.Get, activity, buffer);
        buffer.Write("Connection: Upgrade\r\nUpgrade: websocket\r\n"u8);
        if (key is not null)
        {
            buffer.WriteField("Sec-WebSocket-Key: "u8, key);
        }

        buffer.Write("\r\n"u8);
        return buffer.IsValid;
    }

    // Byte for byte as the client wrote it: some senders sign the address that they call. A target with scheme and host is reduced to what the app
    // would have been sent (RFC 9112, 3.2.2); the server in front has made sure that it names the same host.
    private static ReadOnlySpan<char> TargetOf(ReadOnlySpan<char> target)
    {
        if (target.StartsWith('/'))
        {
            return target;
        }

        var authority = target.IndexOf("://");
        var path = authority < 0 ? -1 : target[(authority + 3)..].IndexOfAny('/', '?');
        var rest = path < 0 ? [] : target[(authority + 3 + path)..];
        return rest.StartsWith('/') ? rest : $"/{rest}";
    }

    private static void WriteField(HeadBuffer buffer, string name, ReadOnlySpan<char> value)
    {
        buffer.WriteToken(name);
        buffer.WriteField(": "u8, value);
    }

    private void WriteStart(HttpContext context, string method, Activity? activity, HeadBuffer buffer)
    {
        var request = context.Request;
        buffer.WriteToken(method);
        buffer.Write(" "u8);
        buffer.WriteTarget(TargetOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));
        buffer.Write(" HTTP/1.1\r\n"u8);
        var host = request.Headers.Host.ToString();
        buffer.WriteField("Host: "u8, host);
        WriteFields(request.Headers, buffer);
        WriteCookies(request.Headers.Cookie, buffer);
        WriteForwarded(context, host, buffer);
        if (activity is not null)
        {
            propagator.Inject(activity, buffer, static (carrier, name, value) => WriteField((HeadBuffer)carrier!, name, value));
        }
    }

    private void WriteFields(IHeaderDictionary headers, HeadBuffer buffer)
    {
        var named = OptionsOf(headers.Connection);
        foreach (var (name, values) in headers)
        {
            // Over HTTP/2 the server has made fields of the pseudo-fields already.
            if (_notCopied.Contains(name) || name.StartsWith(':') || named?.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
            {
                continue;
            }

            foreach (var value in values)
            {
                WriteField(buffer, name, value);
            }
        }
    }

    // Fields that are named there are about the client's connection (RFC 9110, 7.6.1). Beside close or keep-alive the server in front hides them.
    private static string[]? OptionsOf(StringValues connection) =>
        connection.Count == 0 || connection == "keep-alive" || connection == "close"
            ? null
            : connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // HTTP/2 clients may send a field for each cookie; HTTP/1.1 knows one (RFC 9113, 8.2.3).
    private static void WriteCookies(StringValues cookies, HeadBuffer buffer)
    {
        if (cookies.Count > 0)
        {
            buffer.WriteField("Cookie: "u8, cookies.Count == 1 ? cookies[0] : string.Join("; ", cookies.ToArray()));
        }
    }

    private static void WriteForwarded(HttpContext context, string host, HeadBuffer buffer)
    {
        if (context.Connection.RemoteIpAddress is { } remote)
        {
            var client = ClientAddress.Plain(remote);
            buffer.Write("X-Real-IP: "u8);
            buffer.WriteAddress(client);
            buffer.Write("\r\nX-Forwarded-For: "u8);
            buffer.WriteAddress(client);
            buffer.Write("\r\n"u8);
        }

        buffer.WriteField("X-Forwarded-Proto: "u8, context.Request.Scheme);
        buffer.WriteField("X-Forwarded-Host: "u8, host);
    }

    private static void WriteFraming(HttpRequest request, bool hasBody, HeadBuffer buffer)
    {
        if (hasBody && request.ContentLength is null)
        {
            buffer.Write("Transfer-Encoding: chunked\r\n\r\n"u8);
            return;
        }

        // RFC 9110, 8.6: methods that are made for a body say so where there is none.
        if (request.ContentLength is not null || HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method))
        {
            buffer.Write("Content-Length: "u8);
            buffer.WriteNumber(request.ContentLength ?? 0);
            buffer.Write("\r\n"u8);
        }

        buffer.Write("\r\n"u8);
    }
}
