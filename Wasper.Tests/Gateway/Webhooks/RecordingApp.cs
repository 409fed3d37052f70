using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>An app that writes down what it gets, and answers as Activepieces does.</summary>
internal sealed class RecordingApp : IAsyncDisposable
{
    private UpstreamApp? _app;

    /// <summary>What is answered to a webhook; 200 where it is not set.</summary>
    public Func<Received, int> Answer { get; set; } = _ => StatusCodes.Status200OK;

    /// <summary>In the order of arrival, health checks apart.</summary>
    public ConcurrentQueue<Received> Requests { get; } = [];

    public IEnumerable<string> Bodies => Requests.Select(request => request.Text);

    public async Task StartAsync(int port) => _app = await UpstreamApp.StartAsync(HandleAsync, port);

    public async ValueTask StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => StopAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/api/v1/health")
        {
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var received = new Received(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        var status = Answer(received);
        Requests.Enqueue(received);
        context.Response.StatusCode = status;
        context.Response.Headers["x-webhook-id"] = "fromTheApp00000000000";
        if (status != (int)HttpStatusCode.NoContent)
        {
            await context.Response.WriteAsync("{}");
        }
    }

    internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Body);
    }
}
