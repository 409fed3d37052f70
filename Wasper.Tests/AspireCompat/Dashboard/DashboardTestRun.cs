using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.Orchestration;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wasper.Tests.AspireCompat.Dashboard;

/// <summary>The resource service of an application that is not started, and a client which calls it as the dashboard does.</summary>
internal sealed class DashboardTestRun : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ResourceServer _server;
    private readonly GrpcChannel _channel;

    private DashboardTestRun(IHost host, ResourceServer server)
    {
        _host = host;
        _server = server;
        _channel = GrpcChannel.ForAddress(server.Url);
    }

    public DashboardOptions Options => _host.Services.GetRequiredService<DashboardOptions>();

    public ResourceNotificationService Notifications => _host.Services.GetRequiredService<ResourceNotificationService>();

    public ResourceLoggerService Logs => _host.Services.GetRequiredService<ResourceLoggerService>();

    public IHostApplicationLifetime Lifetime => _host.Services.GetRequiredService<IHostApplicationLifetime>();

    public Uri Url => _server.Url;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IHost CreateHost(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Shop.AppHost" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        builder.Services.AddOrchestration().AddDashboard();
        return builder.Build();
    }

    public static async Task<DashboardTestRun> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = CreateHost(settings);
        var (options, service) = (host.Services.GetRequiredService<DashboardOptions>(), host.Services.GetRequiredService<ResourceService>());
        return new DashboardTestRun(host, await ResourceServer.StartAsync(options, service, NullLoggerFactory.Instance, Token));
    }

    public async Task<ApplicationInformationResponse> GetApplicationInformationAsync(string? key = null) =>
        await Call<ApplicationInformationRequest, ApplicationInformationResponse>("GetApplicationInformation", new ApplicationInformationRequest(), key);

    public AsyncUnaryCall<TResponse> Call<TRequest, TResponse>(string method, TRequest request, string? key = null)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        _channel.CreateCallInvoker().AsyncUnaryCall(Method<TRequest, TResponse>(MethodType.Unary, method), host: null, CallOptions(key), request);

    public AsyncServerStreamingCall<TResponse> Watch<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        _channel.CreateCallInvoker()
            .AsyncServerStreamingCall(Method<TRequest, TResponse>(MethodType.ServerStreaming, method), host: null, CallOptions(null), request);

    public AsyncDuplexStreamingCall<TRequest, TResponse> Talk<TRequest, TResponse>(string method)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        _channel.CreateCallInvoker().AsyncDuplexStreamingCall(Method<TRequest, TResponse>(MethodType.DuplexStreaming, method), host: null, CallOptions(null));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        Lifetime.StopApplication();
        await _server.DisposeAsync();
        _host.Dispose();
    }

    private CallOptions CallOptions(string? key) =>
        new(new Metadata { { "x-resource-service-api-key", key ?? Options.ResourceServiceApiKey } }, DateTime.UtcNow.AddSeconds(30), Token);

    // By name, as on the wire: what the dashboard was built with, not what this library generates.
    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(MethodType type, string name)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        new(type, "aspire.v1.DashboardService", name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);
}
