using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Pipelines;

internal static class PipelineServices
{
    /// <summary>
    /// All that steps ask for. The builder adds the pipeline itself, because it hands it out before there are services, and the model.
    /// </summary>
    internal static IServiceCollection AddPipelines(this IServiceCollection services)
    {
        services.AddOptions<PipelineOptions>().BindConfiguration("Pipeline");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PipelineRunner>();
        services.TryAddSingleton<IPipelineActivityReporter>(provider =>
            new ConsoleActivityReporter(Console.Out, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPipelineOutputService, PipelineOutputService>();
        services.TryAddSingleton<IDeploymentStateManager>(provider =>
            new FileDeploymentStateManager(DeploymentStateFile.PathFor(
                provider.GetRequiredService<IConfiguration>()[AppHostProject.HashKey]!,
                provider.GetRequiredService<IHostEnvironment>().EnvironmentName)));
        return services;
    }
}
