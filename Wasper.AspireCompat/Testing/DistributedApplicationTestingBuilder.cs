using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost inside a test: its entry point, up to the moment at which it builds the application. Ports are random and there is no
/// dashboard, unless the test's arguments or <c>configureBuilder</c> say otherwise.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <inheritdoc cref="CreateAsync(Type, string[], Action{DistributedApplicationOptions, HostApplicationBuilderSettings}, CancellationToken)"/>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), cancellationToken);

    /// <inheritdoc cref="CreateAsync(Type, string[], Action{DistributedApplicationOptions, HostApplicationBuilderSettings}, CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, [], cancellationToken);

    /// <inheritdoc cref="CreateAsync(Type, string[], Action{DistributedApplicationOptions, HostApplicationBuilderSettings}, CancellationToken)"/>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <inheritdoc cref="CreateAsync(Type, string[], Action{DistributedApplicationOptions, HostApplicationBuilderSettings}, CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        CancellationToken cancellationToken = default) => CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <inheritdoc cref="CreateAsync(Type, string[], Action{DistributedApplicationOptions, HostApplicationBuilderSettings}, CancellationToken)"/>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default) => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Runs the entry point of an AppHost until its model is complete.</summary>
    /// <param name="entryPoint">Any type of the AppHost's assembly.</param>
    /// <param name="args">The command line.</param>
    /// <param name="configureBuilder">Changes the options before the AppHost's builder reads them.</param>
    /// <param name="cancellationToken">Gives up waiting for the AppHost.</param>
    /// <exception cref="InvalidOperationException">The entry point returned without building an application.</exception>
    /// <exception cref="TimeoutException">The entry point did not build an application within five minutes.</exception>
    /// <remarks>What the entry point throws before it builds, this throws.</remarks>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        var run = EntryPointRun.Of(entryPoint, args, configureBuilder);
        try
        {
            return new TestingBuilder(await run.WaitForModelAsync(cancellationToken), run);
        }
        catch
        {
            run.Release();
            throw;
        }
    }
}
