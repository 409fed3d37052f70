using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Runs;
using Aspire.Hosting.HealthChecks;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aspire.Hosting.Orchestration;

internal static class OrchestrationServiceCollectionExtensions
{
    /// <summary>Adds what runs the model: the states and logs of its resources, their health and their lives.</summary>
    public static IServiceCollection AddOrchestration(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ResourceLoggerService(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ResourceNotificationService>();
        services.TryAddSingleton(provider => new ResourceCommandService(
            provider.GetRequiredService<ResourceNotificationService>(), provider.GetRequiredService<ResourceLoggerService>(), provider));

        services.AddHealthChecks();
        services.TryAddSingleton<HealthProbe>();
        services.AddHostedService<ResourceHealthMonitor>();

        services.TryAddSingleton(provider => DcpOptions.Read(provider.GetRequiredService<IConfiguration>()));
        services.TryAddSingleton<ResourceRunners>();
        services.TryAddSingleton<IDcpRunListener>(provider => provider.GetRequiredService<ResourceRunners>());
        services.TryAddSingleton<EngineSource>();
        services.AddSingleton<IDistributedApplicationEventingSubscriber>(provider => provider.GetRequiredService<EngineSource>());
        services.TryAddSingleton<ContainerRuntime>();
        services.TryAddSingleton<EndpointAllocator>();
        services.TryAddSingleton<DefaultEnvironment>();
        services.TryAddSingleton<RunConfigurationReader>();
        services.TryAddSingleton<ContainerPlanner>();
        services.TryAddSingleton(new BuiltProject(AppContext.BaseDirectory));
        services.TryAddSingleton<RunPlanner>();
        services.TryAddSingleton<RunServices>();
        services.TryAddSingleton<ResourceUrls>();
        services.AddHostedService<ChildResources>();
        services.AddHostedService<Orchestrator>();
        return services;
    }
}
