using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Benchmarks.Gateway.Load;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The app's stand-in where more than <see cref="FastUpstream"/> is asked for: all kinds of traffic that Activepieces has, in this process.</summary>
internal sealed class StandInApp : IAsyncDisposable
{
    public const string ApiPath = "/api/v1/flows";
    public const string UploadPath = "/api/v1/files";
    public const string EventsPath = "/api/v1/events";
    public const string WebhookPath = "/api/v1/webhooks/soak";
    public const string SocketPath = "/socket.io/";
    public const string ScriptPath = "/assets/index-Dq3kXw9Z.js";

    private const int ScriptBytes = 300 * 1024;

    private static readonly TimeSpan _eventInterval = TimeSpan.FromMilliseconds(100);

    private readonly WebApplication _app;

    private StandInApp(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public static async Task<StandInApp> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        var port = FreePort.Next();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.UseRouting();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        Map(app);
        await app.StartAsync();
        return new StandInApp(app, port);
    }

    public async ValueTask DisposeAsync()
    {
        // Nobody waits for what still runs: event streams and WebSockets have no end of their own.
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        var script = ScriptBundle.Create(ScriptBytes, seed: 3);
        var answer = new string('x', 1024);
        app.MapGet("/api/v1/health", context => context.Response.WriteAsync("""{"status":"OK"}"""));
        app.MapGet(ApiPath, context => context.Response.WriteAsync(answer));
        app.MapGet(ScriptPath, context =>
        {
            context.Response.Headers.CacheControl = "max-age=31536000, immutable";
            context.Response.ContentType = "text/javascript";
            context.Response.ContentLength = script.Length;
            return context.Response.Body.WriteAsync(script, context.RequestAborted).AsTask();
        });
        app.MapPost(WebhookPath, async context =>
        {
            await CountAsync(context);
            context.Response.Headers["x-webhook-id"] = Guid.NewGuid().ToString();
            await context.Response.WriteAsync("{}");
        });
        app.MapPost(UploadPath, async context =>
            await context.Response.WriteAsync((await CountAsync(context)).ToString(CultureInfo.InvariantCulture)));
        app.MapGet(EventsPath, TickAsync);
        app.MapGet(SocketPath, EchoAsync);
        app.MapGet("/", context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<!doctype html><script type=\"module\" src=\"{ScriptPath}\"></script>");
        });
    }

    private static async Task<long> CountAsync(HttpContext context)
    {
        var buffer = new byte[64 * 1024];
        var count = 0L;
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }

    private static async Task TickAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        using var timer = new PeriodicTimer(_eventInterval);
        try
        {
            do
            {
                await context.Response.WriteAsync($"data: {DateTime.UtcNow:O}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
            while (await timer.WaitForNextTickAsync(context.RequestAborted));
        }
        catch (OperationCanceledException)
        {
            // The listener has gone: that is how an event stream ends.
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // Gone without a word.
        }
    }
}
