using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Wasper.AppHost.Commands;

internal static class CommandStates
{
    /// <summary>A command that needs its resource at work.</summary>
    public static ResourceCommandState WhenHealthy(UpdateCommandStateContext context)
        => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
