using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds command line arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.WithArgs(context => AddAll(context, args));

    /// <summary>Adds command line arguments: texts and values that may only be known once the application runs.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params object[] args)
        where T : IResourceWithArgs
    {
        foreach (var argument in args)
        {
            Relationships.AddReferences(builder.Resource, argument);
        }

        return builder.WithArgs(context => AddAll(context, args));
    }

    /// <summary>Adds, changes and removes command line arguments whenever the resource starts.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, Action<CommandLineArgsCallbackContext> callback)
        where T : IResourceWithArgs => builder.WithArgs(context =>
        {
            callback(context);
            return Task.CompletedTask;
        });

    /// <summary>Adds, changes and removes command line arguments whenever the resource starts, by an asynchronous callback.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, Func<CommandLineArgsCallbackContext, Task> callback)
        where T : IResourceWithArgs => builder.WithAnnotation(new CommandLineArgsCallbackAnnotation(callback));

    private static void AddAll(CommandLineArgsCallbackContext context, IEnumerable<object> args)
    {
        foreach (var argument in args)
        {
            context.Args.Add(argument);
        }
    }
}
