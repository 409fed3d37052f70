using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>An app that writes down the webhooks it gets, and can be ended with its connections cut, as by a kill.</summary>
internal sealed class MortalApp(int port) : IAsyncDisposable
{
    /// <summary>Activepieces puts a webhook's payload into its queue before it answers; a kill in that time is what makes a webhook "maybe delivered".</summary>
    private static readonly TimeSpan _work = TimeSpan.FromMilliseconds(5);

    private WebApplication? _app;

    public int Port => port;

    /// <summary>The bodies in the order in which they were there.</summary>
    public ConcurrentQueue<string> Arrived { get; } = [];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
    }

    public async Task KillAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Method == "POST")
        {
            using var reader = new StreamReader(context.Request.Body);
            Arrived.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
            await Task.Delay(_work, context.RequestAborted);
            context.Response.Headers["x-webhook-id"] = "appapppappappappappap";
        }

        await context.Response.WriteAsync("{}", context.RequestAborted);
    }
}
