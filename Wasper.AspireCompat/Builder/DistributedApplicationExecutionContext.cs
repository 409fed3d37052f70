namespace Aspire.Hosting;

/// <summary>What is done with the model.</summary>
public class DistributedApplicationExecutionContext
{
    private readonly DistributedApplicationExecutionContextOptions? _options;

    /// <summary>A context without services, as tests need it.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation) => Operation = operation;

    /// <summary>A context that has its services as soon as the options have.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationExecutionContextOptions options)
        : this(options.Operation) => _options = options;

    /// <summary>What is done with the model.</summary>
    public DistributedApplicationOperation Operation { get; }

    /// <summary>Whether the pipeline publishes, deploys or destroys the model.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>Whether the model runs on this machine.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>The application's services.</summary>
    /// <exception cref="InvalidOperationException">The application is not built yet.</exception>
    public IServiceProvider Services => TryGetServices()
        ?? throw new InvalidOperationException("The services are there only once the application is built; ask for them in a callback or an event.");

    internal IServiceProvider? TryGetServices() => _options?.Services;
}

/// <summary>What a <see cref="DistributedApplicationExecutionContext"/> is made of.</summary>
public class DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation)
{
    /// <summary>What is done with the model.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>The application's services, once it is built.</summary>
    public IServiceProvider? Services { get; set; }
}
