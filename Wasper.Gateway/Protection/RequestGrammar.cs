using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Protection;

/// <summary>Refuses what the server lets pass although the next one may read it otherwise: two readings of one request are how a second one is smuggled in.
/// Such a connection ends with its answer, for nobody knows where the next request on it begins (RFC 9112, 11.2).</summary>
internal sealed class RequestGrammar(RefusalMetrics refusals) : IEdgeStep
{
    private const string Chunked = "chunked";

    /// <summary>Where the server puts a Content-Length that came beside a Transfer-Encoding.</summary>
    private const string OverruledLength = "X-Content-Length";

    private static readonly PlainAnswer _answer = new(StatusCodes.Status400BadRequest, "The request is malformed.");

    /// <summary>RFC 9110, 5.6.2: <c>tchar</c>.</summary>
    private static readonly SearchValues<char> _name =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (IsTargetClear(context) && IsBodyClear(context.Request) && AreFieldsClear(context.Request.Headers))
        {
            return next(context);
        }

        refusals.Count(Refusal.Malformed);
        return _answer.WriteAsync(context, close: true);
    }

    private static bool IsTargetClear(HttpContext context)
    {
        // What follows a CONNECT is a tunnel's, not requests. The extended one of HTTP/2 opens a WebSocket (RFC 8441).
        if (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true })
        {
            return false;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        return !target.ContainsAnyExceptInRange('!', '~') && (target.StartsWith('/') || !HasUser(target));
    }

    // RFC 9110, 4.2.4: a user in front of the host makes one host look like another.
    private static bool HasUser(ReadOnlySpan<char> target)
    {
        var authority = target[(target.IndexOf("://") is >= 0 and var scheme ? scheme + 3 : 0)..];
        var end = authority.IndexOfAny('/', '?');
        return (end < 0 ? authority : authority[..end]).Contains('@');
    }

    // RFC 9112, 6.1. The gateway takes chunks apart and makes new ones: any other coding would be lost on the way. HTTP/2 has neither.
    private static bool IsBodyClear(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        return coding.Count == 0
            || (coding is [{ } only]
                && only.AsSpan().Trim(" \t").Equals(Chunked, StringComparison.OrdinalIgnoreCase)
                && HttpProtocol.IsHttp11(request.Protocol)
                && !request.Headers.ContainsKey(OverruledLength));
    }

    private static bool AreFieldsClear(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(':') && name.AsSpan().ContainsAnyExcept(_name) || !AreValuesClear(values))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 9110, 5.5: these three end a field, or a string in C.
    private static bool AreValuesClear(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                return false;
            }
        }

        return true;
    }
}
