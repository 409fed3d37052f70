using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The environment variables that a project gets before the model adds its own, which replace them.</summary>
internal sealed class DefaultEnvironment(IHostEnvironment environment) : IExecutionConfigurationGatherer
{
    public ValueTask GatherAsync(
        IExecutionConfigurationGathererContext context,
        IResource resource,
        ILogger resourceLogger,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken = default)
    {
        if (resource is ProjectResource)
        {
            var variables = context.EnvironmentVariables;
            variables["DOTNET_ENVIRONMENT"] = environment.EnvironmentName;
            variables["ASPNETCORE_ENVIRONMENT"] = environment.EnvironmentName;

            // The console is shown by the dashboard, which knows colours.
            variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
            variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        }

        return ValueTask.CompletedTask;
    }
}
