namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds arguments of the container runtime itself, such as <c>--memory 1g</c>.</summary>
public sealed class ContainerRuntimeArgsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Adds arguments by an asynchronous callback.</summary>
    public ContainerRuntimeArgsCallbackAnnotation(Func<ContainerRuntimeArgsCallbackContext, Task> callback) => Callback = callback;

    /// <summary>Adds arguments to the list.</summary>
    public ContainerRuntimeArgsCallbackAnnotation(Action<IList<object>> callback) => Callback = context =>
    {
        callback(context.Args);
        return Task.CompletedTask;
    };

    /// <summary>Called when the container is about to be created.</summary>
    public Func<ContainerRuntimeArgsCallbackContext, Task> Callback { get; }
}

/// <summary>The arguments of the container runtime so far.</summary>
public sealed class ContainerRuntimeArgsCallbackContext(IList<object> args, CancellationToken cancellationToken = default)
{
    /// <summary>Texts and values that are known once the application runs.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Cancelled when the application ends.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
