using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

/// <summary>Builders of models that nobody starts.</summary>
internal static class TestModel
{
    public static IDistributedApplicationBuilder Create(params string[] args) => CreateIn(null, args);

    public static IDistributedApplicationBuilder CreateIn(string? projectDirectory, params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true, ProjectDirectory = projectDirectory });

    public static IDistributedApplicationBuilder CreatePublish() => Create("--operation", "publish", "--step", "publish");

    /// <summary>The variables a resource starts with, or is published with.</summary>
    public static async Task<Dictionary<string, string>> EnvironmentOf(IResourceBuilder<IResource> builder) =>
        new((await ConfigurationOf(builder)).EnvironmentVariables);

    public static async Task<string[]> ArgumentsOf(IResourceBuilder<IResource> builder) =>
        [.. (await ConfigurationOf(builder)).Arguments.Select(argument => argument.Value)];

    public static async Task<IExecutionConfigurationResult> ConfigurationOf(IResourceBuilder<IResource> builder)
    {
        var result = await ExecutionConfigurationBuilder.Create(builder.Resource)
            .WithArgumentsConfig()
            .WithEnvironmentVariablesConfig()
            .BuildAsync(builder.ApplicationBuilder.ExecutionContext, cancellationToken: TestContext.Current.CancellationToken);
        return result.Exception is null ? result : throw result.Exception;
    }

    /// <summary>Gives the endpoint the address it would get in a run.</summary>
    public static void Allocate(IResourceBuilder<IResourceWithEndpoints> builder, string endpointName, int port, string? targetPortExpression = null) =>
        builder.GetEndpoint(endpointName).EndpointAnnotation.Allocate(builder.Resource, "localhost", port, "host.test", targetPortExpression);
}
