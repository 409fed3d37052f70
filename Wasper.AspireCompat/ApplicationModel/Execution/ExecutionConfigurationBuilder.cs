using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <inheritdoc cref="IExecutionConfigurationBuilder" />
public sealed class ExecutionConfigurationBuilder : IExecutionConfigurationBuilder
{
    private readonly IResource _resource;
    private readonly List<IExecutionConfigurationGatherer> _gatherers = [];

    private ExecutionConfigurationBuilder(IResource resource) => _resource = resource;

    /// <summary>A builder without sources.</summary>
    public static IExecutionConfigurationBuilder Create(IResource resource) => new ExecutionConfigurationBuilder(resource);

    /// <inheritdoc />
    public IExecutionConfigurationBuilder AddExecutionConfigurationGatherer(IExecutionConfigurationGatherer gatherer)
    {
        _gatherers.Add(gatherer);
        return this;
    }

    /// <inheritdoc />
    /// <remarks>A value that cannot be resolved is left out and told by <see cref="IExecutionConfigurationResult.Exception"/>.</remarks>
    public async Task<IExecutionConfigurationResult> BuildAsync(
        DistributedApplicationExecutionContext executionContext,
        ILogger? resourceLogger = null,
        CancellationToken cancellationToken = default)
    {
        var gathered = new GathererContext();
        foreach (var gatherer in _gatherers)
        {
            await gatherer.GatherAsync(gathered, _resource, resourceLogger ?? NullLogger.Instance, executionContext, cancellationToken);
        }

        var result = new ExecutionConfigurationResult();
        var context = new ValueProviderContext { ExecutionContext = executionContext, Caller = _resource };
        foreach (var argument in gathered.Arguments.Select(Unwrap))
        {
            if (await TryResolveAsync(argument, context, result, cancellationToken) is { } text)
            {
                result.AddArgument(argument, text);
            }
        }

        foreach (var (name, value) in gathered.EnvironmentVariables.Select(item => (item.Key, Unwrap(item.Value))))
        {
            if (await TryResolveAsync(value, context, result, cancellationToken) is { } text)
            {
                result.AddVariable(name, value, text);
            }
        }

        return result;
    }

    private static object Unwrap(object value) => value is IResourceBuilder<IResource> builder ? builder.Resource : value;

    private static async Task<string?> TryResolveAsync(object value, ValueProviderContext context, ExecutionConfigurationResult result, CancellationToken cancellationToken)
    {
        try
        {
            return value switch
            {
                string text => text,
                IManifestExpressionProvider expression when context.ExecutionContext!.IsPublishMode => expression.ValueExpression,
                IValueProvider provider => await provider.GetValueAsync(context, cancellationToken),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is, all values are tried, so that the user learns of every mistake at once.
            result.AddException(exception);
            return null;
        }
    }

    private sealed class GathererContext : IExecutionConfigurationGathererContext
    {
        public List<object> Arguments { get; } = [];

        public Dictionary<string, object> EnvironmentVariables { get; } = [];
    }
}
