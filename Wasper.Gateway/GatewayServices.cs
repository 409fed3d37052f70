using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Admin;
using Wasper.Gateway.Caching;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Draining;
using Wasper.Gateway.Headers;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Listening;
using Wasper.Gateway.Proxy;
using Wasper.Gateway.Proxy.Direct;
using Wasper.Gateway.Routing;
using Wasper.Gateway.Telemetry;
using Wasper.Gateway.Tls;
using Wasper.Gateway.Webhooks;
using Wasper.ServiceDefaults;

namespace Wasper.Gateway;

/// <summary>Puts the gateway's parts together.</summary>
internal static class GatewayServices
{
    /// <summary>Without these the framework writes lines for every request, and stack traces for an app that is down.</summary>
    private static readonly KeyValuePair<string, string?>[] _quietLogs =
    [
        new("Logging:LogLevel:Microsoft.AspNetCore", nameof(LogLevel.Warning)),
        new("Logging:LogLevel:Yarp", nameof(LogLevel.Error)),
    ];

    /// <summary>The framework begins an activity for each request as long as anything could be logged about it; 9 % of a small request's processor time
    /// (Wasper.Benchmarks, <c>gateway proxied</c>). Nobody sees it where there is neither a collector nor an access log.</summary>
    private static readonly KeyValuePair<string, string?> _noActivities = new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", nameof(LogLevel.None));

    /// <summary>What orchestrators set for every service and must not act here. The gateway's ports are keys of its own; and a server that
    /// believes <c>X-Forwarded-For</c> would let clients choose their address.</summary>
    private static readonly KeyValuePair<string, string?>[] _notForTheEdge =
    [
        // A list without an address: in place of an empty one the host would look into the environment again.
        new(WebHostDefaults.ServerUrlsKey, ";"),
        new(WebHostDefaults.HttpPortsKey, ""),
        new(WebHostDefaults.HttpsPortsKey, ""),
        new("ForwardedHeaders_Enabled", "false"),
    ];

    public static void AddGateway(this WebApplicationBuilder builder, GatewayOptions options, GatewayPorts ports)
    {
        // As the first source, so that an operator's own setting wins.
        var areSeen = options.AccessLog.Enabled || builder.HasCollector();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = areSeen ? _quietLogs : [.. _quietLogs, _noActivities] });

        // The edge goes on whatever becomes of a part that works beside it.
        builder.Services.Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        builder.Services.AddSingleton(options);
        builder.Services.TryAddSingleton(TimeProvider.System);

        // The first to start is the last to stop: operators can ask what the rest is waiting for.
        builder.Services.AddAdmin(ports.Admin);
        builder.Services.AddDrain(options);
        builder.Services.AddTls();
        builder.Services.AddAcme(options);
        builder.Services.AddSingleton<UpstreamClient>();
        builder.Services.AddSingleton<AppTransformer>();
        builder.Services.AddSingleton<LeftoverBody>();
        builder.Services.AddSingleton<AppProxy>();
        builder.Services.AddSingleton<DistributedContextPropagator, EdgePropagator>();
        builder.Services.AddHttpForwarder();
        builder.Services.AddDirectForwarding();
        builder.Services.AddEntryChecks(options);
        builder.Services.AddCaching(options);
        builder.Services.AddRequestObserver(options);
        builder.Services.AddAppPage(options);
        builder.Services.AddHolding(options);
        builder.Services.AddWebhooks(options);
        builder.Services.AddAnswerHeaders(options);

        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, RecordPool>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseGatewayPorts(options, ports));
        builder.Services.Configure<SocketTransportOptions>(transport =>
        {
            transport.CreateBoundListenSocket = ports.Take;
            transport.UnsafePreferInlineScheduling = InlineCompletions.AreOn;
        });
    }

    /// <summary>Takes back what the environment set. To be called on the built application: building reads the environment once more.</summary>
    public static void IgnoreForeignSettings(this WebApplication app)
    {
        foreach (var (key, value) in _notForTheEdge)
        {
            app.Configuration[key] = value;
        }
    }
}
