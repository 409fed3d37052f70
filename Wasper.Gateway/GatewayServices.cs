using Wasper.Gateway.Configuration;
using Wasper.Gateway.Headers;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway;

/// <summary>Puts the gateway's parts together.</summary>
internal static class GatewayServices
{
    /// <summary>An orchestrator kills what has not ended after 10 s; this leaves a little of it.</summary>
    private static readonly TimeSpan _shutdownTimeout = TimeSpan.FromSeconds(8);

    public static void AddGateway(this WebApplicationBuilder builder, GatewayOptions options)
    {
        // Every request would otherwise write lines of its own, and every failure to reach the app a stack trace.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.HealthChecks", LogLevel.Warning);
        builder.Logging.AddFilter("Yarp", LogLevel.Error);

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _shutdownTimeout);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<CertificateStore>();
        builder.Services.AddSingleton<ForwardedHeaders>();
        builder.Services.AddSingleton<UpstreamClient>();
        builder.Services.AddSingleton<HttpsRedirect>();
        builder.Services.AddSingleton<AppProxy>();
        builder.Services.AddHttpForwarder();

        // The gateway's ports are its own keys; an ASPNETCORE_URLS meant for something else must not move them.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpsPortsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseGatewayPorts(options));
    }
}
