using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The sources of arguments and variables.</summary>
public static class ExecutionConfigurationBuilderExtensions
{
    /// <summary>Takes the arguments of the resource's <see cref="CommandLineArgsCallbackAnnotation"/>s.</summary>
    public static IExecutionConfigurationBuilder WithArgumentsConfig(this IExecutionConfigurationBuilder builder) =>
        builder.AddExecutionConfigurationGatherer(new ArgumentsGatherer());

    /// <summary>Takes the variables of the resource's <see cref="EnvironmentCallbackAnnotation"/>s.</summary>
    public static IExecutionConfigurationBuilder WithEnvironmentVariablesConfig(this IExecutionConfigurationBuilder builder) =>
        builder.AddExecutionConfigurationGatherer(new EnvironmentVariablesGatherer());

    private sealed class ArgumentsGatherer : IExecutionConfigurationGatherer
    {
        public async ValueTask GatherAsync(
            IExecutionConfigurationGathererContext context,
            IResource resource,
            ILogger resourceLogger,
            DistributedApplicationExecutionContext executionContext,
            CancellationToken cancellationToken = default)
        {
            var callbackContext = new CommandLineArgsCallbackContext(context.Arguments, resource, cancellationToken)
            {
                ExecutionContext = executionContext,
                Logger = resourceLogger,
            };
            foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
            {
                await annotation.Callback(callbackContext);
            }
        }
    }

    private sealed class EnvironmentVariablesGatherer : IExecutionConfigurationGatherer
    {
        public async ValueTask GatherAsync(
            IExecutionConfigurationGathererContext context,
            IResource resource,
            ILogger resourceLogger,
            DistributedApplicationExecutionContext executionContext,
            CancellationToken cancellationToken = default)
        {
            var callbackContext = new EnvironmentCallbackContext(executionContext, resource, context.EnvironmentVariables, cancellationToken) { Logger = resourceLogger };
            foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
            {
                await annotation.Callback(callbackContext);
            }
        }
    }
}
