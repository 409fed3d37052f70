using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks the model for a resource's environment variables and arguments, and waits for the values in them.</summary>
internal sealed class RunConfigurationReader(
    DistributedApplicationExecutionContext context, DefaultEnvironment defaults, ResourceLoggerService logs, TimeProvider time)
{
    /// <summary>All addresses are known before anything starts, so a value that is not there after this time never will be.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    /// <exception cref="DistributedApplicationException">A value is missing, or a callback of the model fails.</exception>
    public async Task<RunConfiguration> ReadAsync(IResource resource, CancellationToken cancellationToken)
    {
        var result = await BuildAsync(
            resource,
            builder => builder.AddExecutionConfigurationGatherer(defaults).WithArgumentsConfig().WithEnvironmentVariablesConfig(),
            cancellationToken);
        return new RunConfiguration(
            [.. result.EnvironmentVariables.Select(variable => new DcpEnvVar(variable.Key, DcpTemplate.Keep(variable.Value)))],
            [.. result.Arguments.Select(argument => DcpTemplate.Keep(argument.Value))],
            result.Arguments.Any(argument => argument.IsSensitive));
    }

    /// <summary>The arguments for the container runtime.</summary>
    /// <inheritdoc cref="ReadAsync" />
    public async Task<List<string>> ReadRuntimeArgumentsAsync(IResource container, CancellationToken cancellationToken)
    {
        var result = await BuildAsync(container, builder => builder.AddExecutionConfigurationGatherer(new RuntimeArgumentsGatherer()), cancellationToken);
        return [.. result.Arguments.Select(argument => argument.Value)];
    }

    private async Task<IExecutionConfigurationResult> BuildAsync(
        IResource resource, Func<IExecutionConfigurationBuilder, IExecutionConfigurationBuilder> configure, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var building = configure(ExecutionConfigurationBuilder.Create(resource)).BuildAsync(context, logs.GetLogger(resource), giveUp.Token);
            var result = await building.WaitAsync(_limit, time, cancellationToken);
            return result.Exception is { } exception ? throw new DistributedApplicationException(Explain(exception), exception) : result;
        }
        catch (TimeoutException e)
        {
            await giveUp.CancelAsync();
            throw new DistributedApplicationException(
                $"one of its variables or arguments is not known after {_limit.TotalSeconds:0} s; does it refer to an address of something that does not run?", e);
        }
    }

    private static string Explain(Exception exception) => exception is AggregateException many
        ? string.Join(' ', many.InnerExceptions.Select(Explain).Distinct(StringComparer.Ordinal))
        : exception.Message;

    private sealed class RuntimeArgumentsGatherer : IExecutionConfigurationGatherer
    {
        public async ValueTask GatherAsync(
            IExecutionConfigurationGathererContext context,
            IResource resource,
            ILogger resourceLogger,
            DistributedApplicationExecutionContext executionContext,
            CancellationToken cancellationToken = default)
        {
            foreach (var annotation in resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>().ToArray())
            {
                await annotation.Callback(new ContainerRuntimeArgsCallbackContext(context.Arguments, cancellationToken));
            }
        }
    }
}
