using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Caching.Compression;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Answers requests for hashed assets from memory, and keeps what the app answers to them. Everything else is compressed on its way, or
/// just passed on.</summary>
/// <remarks>
/// One client's request at a time goes to the app for an asset, and on behalf of all: what arrives does not depend on that client staying. Others wait for it,
/// but not for long, and then ask the app themselves. A client's <c>Cache-Control: no-cache</c> is not heeded: what is immutable cannot be
/// fresher at the app, and anybody could have the cache bypassed.
/// </remarks>
internal sealed class AssetCache(
    AssetStore store, AssetResponder responder, AssetEncoder encoder, CompressionStep compression, CacheMetrics metrics, TimeProvider time) : IEdgeStep
{
    /// <summary>How long to wait for another client's request to bring the asset; the app sends its largest in 20 ms.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>How long the rest of an asset may take to arrive once its client has gone.</summary>
    private static readonly TimeSpan _afterlife = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<AssetKey, TaskCompletionSource> _arrivals = new();

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            if (AssetName.IsHashed(target) && request.Headers.Authorization.Count == 0)
            {
                return AnswerAsync(context, new AssetKey(request.Headers.Host.ToString(), target), next);
            }
        }

        return compression.InvokeAsync(context, next);
    }

    private async Task AnswerAsync(HttpContext context, AssetKey key, RequestDelegate next)
    {
        var asset = store.Acquire(key);
        if (asset is null && IsPlainGet(context))
        {
            var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var arrival = _arrivals.GetOrAdd(key, own);
            if (arrival == own)
            {
                metrics.Missed();
                await compression.InvokeAsync(context, inner => FetchAsync(inner, key, own, next));
                return;
            }

            await WaitAsync(arrival.Task, _patience, time, context.RequestAborted);
            asset = store.Acquire(key);
        }

        if (asset is null)
        {
            metrics.Missed();
            await compression.InvokeAsync(context, next);
            return;
        }

        try
        {
            metrics.Hit();
            await responder.AnswerAsync(context, asset);
        }
        finally
        {
            asset.Release();
        }
    }

    /// <summary>Hands the request to the app and keeps the answer, if it is one to keep.</summary>
    private async Task FetchAsync(HttpContext context, AssetKey key, TaskCompletionSource arrival, RequestDelegate next)
    {
        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var clientGone = context.RequestAborted;
        using var fetching = new CancellationTokenSource();
        using var capture = new AssetCapture(
            context, inner, () => AssetDraft.TryBegin(store, key, context.Response, time.GetTimestamp()), () => End(key, arrival));
        using var registration = clientGone.UnsafeRegister(_ => fetching.CancelAfter(capture.Draft is null ? TimeSpan.Zero : _afterlife), null);
        context.Features.Set<IHttpResponseBodyFeature>(capture);
        context.RequestAborted = fetching.Token;
        Asset? asset = null;
        try
        {
            await next(context);
            asset = Keep(capture.Draft);
        }
        finally
        {
            End(key, arrival);
            capture.Draft?.End();
            context.RequestAborted = clientGone;
            context.Features.Set(inner);
            await FinishAsync(context, capture, asset);
        }
    }

    private Asset? Keep(AssetDraft? draft)
    {
        if (draft is not { IsWhole: true })
        {
            return null;
        }

        var asset = draft.Complete(encoder.IsWorthwhile(draft));
        asset.TryAcquire();
        if (store.TryAdd(asset, draft.Generation))
        {
            encoder.Enqueue(asset);
        }
        else
        {
            // The store's own use, which it has not taken up.
            asset.Release();
        }

        return asset;
    }

    private static async Task FinishAsync(HttpContext context, AssetCapture capture, Asset? asset)
    {
        try
        {
            if (capture.Draft is { IsWhole: false })
            {
                // Fewer bytes than announced: this must not look like the end.
                context.Abort();
            }

            await capture.Sending;
        }
        finally
        {
            asset?.Release();
            capture.Draft?.Dispose();
        }
    }

    private void End(AssetKey key, TaskCompletionSource arrival)
    {
        _arrivals.TryRemove(KeyValuePair.Create(key, arrival));
        arrival.TrySetResult();
    }

    /// <summary>Waits for <paramref name="task"/>, but not for long. Ends early, too, for a client that has gone: its answer goes nowhere anyway.</summary>
    internal static async Task WaitAsync(Task task, TimeSpan limit, TimeProvider time, CancellationToken clientGone)
    {
        try
        {
            await task.WaitAsync(limit, time, clientGone);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Then without it.
        }
    }

    // A part of the asset, or word that a copy is still good, is nothing to keep; and a GET with a body may mean something else to the app.
    private static bool IsPlainGet(HttpContext context)
    {
        var headers = context.Request.Headers;
        return HttpMethods.IsGet(context.Request.Method)
            && headers.Range.Count == 0
            && headers.IfNoneMatch.Count == 0
            && headers.IfModifiedSince.Count == 0
            && headers.IfMatch.Count == 0
            && headers.IfUnmodifiedSince.Count == 0
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };
    }
}
