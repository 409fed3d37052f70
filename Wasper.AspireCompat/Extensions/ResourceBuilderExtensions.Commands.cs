using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds a command, which the dashboard shows as a button; one of the same name is replaced.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">Unique for the resource.</param>
    /// <param name="displayName">The text on the button.</param>
    /// <param name="executeCommand">What the command does.</param>
    /// <param name="commandOptions">How it looks and when it can be executed.</param>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder,
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? commandOptions = null)
        where T : IResource
    {
        var options = commandOptions ?? new CommandOptions();
        foreach (var previous in builder.Resource.Annotations.OfType<ResourceCommandAnnotation>().Where(command => command.Name == name).ToArray())
        {
            builder.Resource.Annotations.Remove(previous);
        }

        return builder.WithAnnotation(new ResourceCommandAnnotation(
            name,
            displayName,
            options.UpdateState ?? (_ => ResourceCommandState.Enabled),
            executeCommand,
            options.Description,
            parameter: null,
            options.ConfirmationMessage,
            options.IconName,
            options.IconVariant,
            options.IsHighlighted));
    }
}
