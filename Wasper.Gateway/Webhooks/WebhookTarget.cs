using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.Webhooks;

/// <summary>Tells the requests whose sender only wants to hear that they were taken: <c>/api/v1/webhooks/{flowId}</c>, by a method that brings something.
/// Whoever calls <c>/sync</c> wants the flow's own answer; <c>/draft</c> and <c>/test</c> are called by people who build a flow and look on; GET, HEAD and
/// OPTIONS are how senders check an address.</summary>
internal static class WebhookTarget
{
    private const string Prefix = "/api/v1/webhooks/";

    /// <summary>Activepieces' ids have 21 letters and digits; these have room for more.</summary>
    private const int MaxIdLength = 64;

    private static readonly SearchValues<char> _idCharacters =
        SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>The id of the flow; null where the request is of another kind. Read from the address as it was written: an encoded slash is not one.</summary>
    public static string? FlowOf(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix[..^1], StringComparison.Ordinal) || !Brings(context.Request.Method))
        {
            return null;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var id = target[Prefix.Length..];
        if (id.IndexOf('?') is >= 0 and var query)
        {
            id = id[..query];
        }

        return id.Length is > 0 and <= MaxIdLength && !id.ContainsAnyExcept(_idCharacters) ? id.ToString() : null;
    }

    private static bool Brings(string method) =>
        HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method);
}
