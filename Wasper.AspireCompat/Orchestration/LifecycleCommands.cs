using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>The commands start, stop and restart, which every resource has that the engine runs.</summary>
internal static class LifecycleCommands
{
    private static readonly string[] _inTransition = [KnownResourceStates.Starting, KnownResourceStates.Stopping];

    /// <summary>Adds them, but for those that the AppHost has made itself.</summary>
    public static void Add(IResource resource)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Starts the resource.", "Play", IconVariant.Filled, isHighlighted: true, StartState, StartAsync);
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stops the resource.", "Stop", IconVariant.Filled, isHighlighted: true, StopState, StopAsync);
        Add(
            resource,
            KnownResourceCommands.RestartCommand,
            "Restart",
            "Stops the resource and starts it again.",
            "ArrowCounterclockwise",
            IconVariant.Regular,
            isHighlighted: false,
            RestartState,
            RestartAsync);
    }

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string description,
        string icon,
        IconVariant variant,
        bool isHighlighted,
        Func<string?, ResourceCommandState> state,
        Func<ResourceRunner, CancellationToken, Task<string?>> execute)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().Any(command => command.Name == name))
        {
            return;
        }

        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => state(context.ResourceSnapshot.State?.Text),
            async context =>
            {
                var runner = context.Services.GetRequiredService<ResourceRunners>().Get(resource);
                return await execute(runner, context.CancellationToken) is { } failure ? CommandResults.Failure(failure) : CommandResults.Success();
            },
            description,
            parameter: null,
            confirmationMessage: null,
            icon,
            variant,
            isHighlighted));
    }

    private static ResourceCommandState StartState(string? state) =>
        IsIdle(state) ? ResourceCommandState.Enabled : _inTransition.Contains(state) ? ResourceCommandState.Disabled : ResourceCommandState.Hidden;

    private static ResourceCommandState StopState(string? state) =>
        IsIdle(state) ? ResourceCommandState.Hidden : state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;

    private static ResourceCommandState RestartState(string? state) =>
        state == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static bool IsIdle(string? state) => state is null || state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    private static Task<string?> StartAsync(ResourceRunner runner, CancellationToken cancellationToken) => runner.StartAsync().WaitAsync(cancellationToken);

    private static async Task<string?> StopAsync(ResourceRunner runner, CancellationToken cancellationToken)
    {
        await runner.StopAsync(cancellationToken);
        return null;
    }

    private static async Task<string?> RestartAsync(ResourceRunner runner, CancellationToken cancellationToken)
    {
        await runner.StopAsync(cancellationToken);
        return await StartAsync(runner, cancellationToken);
    }
}
