using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway;

/// <summary>A small real web server in the app's place.</summary>
internal sealed class UpstreamApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UpstreamApp(int port, RequestDelegate handle)
    {
        Port = port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(handle);
    }

    public int Port { get; }

    public static async Task<UpstreamApp> StartAsync(RequestDelegate handle, int? port = null)
    {
        var upstream = new UpstreamApp(port ?? Loopback.FreePort(), handle);
        await upstream._app.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
