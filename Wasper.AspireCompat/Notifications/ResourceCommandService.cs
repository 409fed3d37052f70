using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Executes the commands of resources, for the dashboard and for tests.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _logs;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService logs, IServiceProvider services)
    {
        _notifications = notifications;
        _logs = logs;
        _services = services;
    }

    /// <summary>Executes a command of a resource, named by its id or its name.</summary>
    /// <returns>Success, or a failure with a message; it does not throw for what the command does.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(resourceId);
        if (_notifications.TryGetCurrentState(resourceId, out var current))
        {
            return ExecuteAsync(current.Resource, current.ResourceId, commandName, cancellationToken);
        }

        var named = _services.GetRequiredService<DistributedApplicationModel>().Resources
            .FirstOrDefault(resource => string.Equals(resource.Name, resourceId, StringComparison.OrdinalIgnoreCase));
        return named is null
            ? Task.FromResult(CommandResults.Failure($"There is no resource '{resourceId}'."))
            : ExecuteCommandAsync(named, commandName, cancellationToken);
    }

    /// <inheritdoc cref="ExecuteCommandAsync(string, string, CancellationToken)" />
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteAsync(resource, ResourceId.Of(resource), commandName, cancellationToken);

    private async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string resourceId, string commandName, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(commandName);
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(command => command.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"'{resource.Name}' has no command '{commandName}'.");
        }

        var log = _logs.GetLogger(resourceId);
        var result = await TryAsync(command, new ExecuteCommandContext { Services = _services, ResourceName = resourceId, CancellationToken = cancellationToken, Logger = log });
        if (result.Success)
        {
            log.CommandSucceeded(commandName, result.Message ?? "done");
        }
        else if (!result.Canceled)
        {
            log.CommandFailed(commandName, result.Message ?? "it gave no reason");
        }

        return result;
    }

    private static async Task<ExecuteCommandResult> TryAsync(ResourceCommandAnnotation command, ExecuteCommandContext context)
    {
        try
        {
            return await command.ExecuteCommand(context);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception e)
        {
            // A command is the user's code behind a button: whatever it throws is the button's failure, not the application's.
            return CommandResults.Failure(e);
        }
    }
}
