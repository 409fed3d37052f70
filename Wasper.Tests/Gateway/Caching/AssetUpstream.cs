using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>The app's side of the cache: serves one script under every path, as the container's nginx does, and counts.</summary>
internal sealed class AssetUpstream : IAsyncDisposable
{
    public const string Path = "/assets/index-BxYz1234.js";
    public const string CacheControl = "max-age=31536000, immutable";

    private readonly ConcurrentQueue<string> _requests = new();
    private UpstreamApp _app = null!;

    private AssetUpstream()
    {
    }

    /// <summary>200 KB of script that compresses well.</summary>
    public static string Script { get; } = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"function f{i}(){{}}"));

    public int Port => _app.Port;

    /// <summary>Paths asked for so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public int Count => _requests.Count;

    /// <summary>Changes the answer before its body, or writes all of it and returns true.</summary>
    public Func<HttpContext, Task<bool>> Answer { get; set; } = _ => Task.FromResult(false);

    public static async Task<AssetUpstream> StartAsync(Func<HttpContext, Task<bool>>? answer = null)
    {
        var upstream = new AssetUpstream();
        if (answer is not null)
        {
            upstream.Answer = answer;
        }

        upstream._app = await UpstreamApp.StartAsync(upstream.HandleAsync);
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // What the gateway asks for itself is not counted.
        if (context.Request.Path != "/" && !context.Request.Path.StartsWithSegments("/api"))
        {
            _requests.Enqueue(context.Request.Path + context.Request.QueryString);
        }

        var response = context.Response;
        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = Script.Length;
        response.Headers.CacheControl = CacheControl;
        response.Headers.ETag = "\"abc\"";
        response.Headers.LastModified = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).ToString("R", CultureInfo.InvariantCulture);
        if (!await Answer(context) && !HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes(Script), context.RequestAborted);
        }
    }
}
