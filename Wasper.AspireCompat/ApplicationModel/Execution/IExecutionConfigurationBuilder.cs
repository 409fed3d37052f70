using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Works out with which arguments and variables a resource starts, or is published.</summary>
public interface IExecutionConfigurationBuilder
{
    /// <summary>Adds a source of arguments or variables.</summary>
    IExecutionConfigurationBuilder AddExecutionConfigurationGatherer(IExecutionConfigurationGatherer gatherer);

    /// <summary>Asks the sources and resolves what they say; waits until all of it is known.</summary>
    Task<IExecutionConfigurationResult> BuildAsync(
        DistributedApplicationExecutionContext executionContext,
        ILogger? resourceLogger = null,
        CancellationToken cancellationToken = default);
}

/// <summary>A source of arguments or variables.</summary>
public interface IExecutionConfigurationGatherer
{
    /// <summary>Adds to the context.</summary>
    ValueTask GatherAsync(
        IExecutionConfigurationGathererContext context,
        IResource resource,
        ILogger resourceLogger,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken = default);
}

/// <summary>The arguments and variables so far.</summary>
public interface IExecutionConfigurationGathererContext
{
    /// <summary>Texts and values that are known once the application runs.</summary>
    List<object> Arguments { get; }

    /// <summary>Texts and values that are known once the application runs.</summary>
    Dictionary<string, object> EnvironmentVariables { get; }
}

/// <summary>With which arguments and variables a resource starts, or is published.</summary>
public interface IExecutionConfigurationResult
{
    /// <summary>The resources and values that it is made of.</summary>
    IEnumerable<object> References { get; }

    /// <summary>The arguments: as they were added, resolved, and whether a secret is in them.</summary>
    IEnumerable<(object Unprocessed, string Processed, bool IsSensitive)> ArgumentsWithUnprocessed { get; }

    /// <summary>The arguments, and whether a secret is in them.</summary>
    IEnumerable<(string Value, bool IsSensitive)> Arguments { get; }

    /// <summary>The variables: as they were added, and resolved.</summary>
    IEnumerable<KeyValuePair<string, (object Unprocessed, string Processed)>> EnvironmentVariablesWithUnprocessed { get; }

    /// <summary>The variables.</summary>
    IEnumerable<KeyValuePair<string, string>> EnvironmentVariables { get; }

    /// <summary>What could not be resolved; null if all was.</summary>
    Exception? Exception { get; }
}
