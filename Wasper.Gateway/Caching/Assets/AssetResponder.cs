using System.Globalization;
using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Headers;
using Wasper.Gateway.Listening;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Answers a request with an asset from memory: the form the client likes best, a range of it, or word that its copy is still good.</summary>
internal sealed class AssetResponder(AssetStore store, CompressionStep compression, TimeProvider time)
{
    /// <summary>How long to wait for an asset's first compressed form: 5 MB take 0.15 s, and compressing it for each client would delay it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>How much goes to the client before it has to have taken some of it.</summary>
    private const int MostAtOnce = 64 * 1024;

    public async Task AnswerAsync(HttpContext context, Asset asset)
    {
        var request = context.Request.Headers;
        var accepted = asset.IsCompressible && request.AcceptEncoding.Count > 0
            ? AcceptedCodings.Parse(request.AcceptEncoding)
            : AcceptedCodings.IdentityOnly;
        if (!asset.FirstCoding.IsCompleted && WantsCoding(accepted))
        {
            await AssetCache.WaitAsync(asset.FirstCoding, _patience, time, context.RequestAborted);
        }

        var precondition = AssetPreconditions.Evaluate(request, asset, out var confirmed);
        if (precondition is not StatusCodes.Status200OK)
        {
            WriteHeaders(context, asset);
            context.Response.StatusCode = precondition;
            context.Response.Headers.ETag = confirmed ?? asset.Choose(accepted).EntityTag;
            context.Response.Headers.ContentType = default;
            return;
        }

        if (request.Range.Count > 0 && HttpMethods.IsGet(context.Request.Method)
            && AssetRange.TrySelect(request, asset, accepted, out var whole, out var range))
        {
            WriteHeaders(context, asset);
            await SendRangeAsync(context, whole, range);
            return;
        }

        var chosen = asset.Choose(accepted);
        WriteHeaders(context, asset);
        if (chosen.Coding is ContentCoding.Identity && WantsCoding(accepted))
        {
            // The form this client can read is not ready yet: compressed on the way, as if the app had answered.
            await compression.InvokeAsync(context, inner => SendWholeAsync(inner, asset.Identity));
            return;
        }

        await SendWholeAsync(context, chosen);
    }

    private static bool WantsCoding(AcceptedCodings accepted) => accepted.Choose(brotli: true, gzip: true) is not ContentCoding.Identity;

    private void WriteHeaders(HttpContext context, Asset asset)
    {
        var headers = context.Response.Headers;
        foreach (var (name, value) in asset.Headers)
        {
            headers[name] = value;
        }

        headers.Age = ((long)store.AgeOf(asset).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (asset.IsCompressible)
        {
            headers.Vary = HeaderNames.AcceptEncoding;
        }

        SecurityHeaders.Apply(headers);
    }

    private static Task SendWholeAsync(HttpContext context, AssetRepresentation representation)
    {
        var headers = context.Response.Headers;
        headers.AcceptRanges = "bytes";
        WriteForm(headers, representation);
        headers.ContentLength = representation.Content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : SendAsync(context, representation.Content);
    }

    private static Task SendRangeAsync(HttpContext context, AssetRepresentation representation, Range? range)
    {
        var length = representation.Content.Length;
        var headers = context.Response.Headers;
        if (range is not { } part)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            headers.ContentRange = $"bytes */{length}";
            headers.ContentType = default;
            headers.ContentLength = 0;
            return Task.CompletedTask;
        }

        var (offset, count) = part.GetOffsetAndLength(length);
        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        WriteForm(headers, representation);
        headers.ContentRange = $"bytes {offset}-{offset + count - 1}/{length}";
        headers.ContentLength = count;
        return SendAsync(context, representation.Content.Slice(offset, count));
    }

    private static void WriteForm(IHeaderDictionary headers, AssetRepresentation representation)
    {
        headers.ETag = representation.EntityTag;
        if (representation.Coding is not ContentCoding.Identity)
        {
            headers.ContentEncoding = representation.Coding.Token();
        }
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        var writer = context.Response.BodyWriter;
        var share = default(FairShare);
        while (!content.IsEmpty)
        {
            var piece = content[..Math.Min(content.Length, MostAtOnce)];
            var sent = await writer.WriteAsync(piece, context.RequestAborted);
            if (sent.IsCompleted || sent.IsCanceled)
            {
                return;
            }

            content = content[piece.Length..];
            await share.TakeAsync(piece.Length);
        }
    }
}
