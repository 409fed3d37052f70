using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Wasper.Tests.AspireCompat.Pipelines;

/// <summary>A pipeline with its own services, whose steps note that they ran and whose console is a text.</summary>
internal sealed class PipelineRun : IAsyncDisposable
{
    private readonly StringWriter _console = new();
    private readonly ConcurrentQueue<string> _ran = new();
    private readonly ServiceProvider _services;

    public PipelineRun(string? step = "target") => _services = new ServiceCollection()
        .Configure<PipelineOptions>(options => options.Step = step)
        .AddSingleton<TimeProvider>(Time)
        .AddSingleton<IPipelineActivityReporter>(new ConsoleActivityReporter(TextWriter.Synchronized(_console), Time))
        .BuildServiceProvider();

    public FakeTimeProvider Time { get; } = new();

    public DistributedApplicationPipeline Pipeline { get; } = new();

    public DistributedApplicationModel Model { get; } = new(new ResourceCollection());

    public IReadOnlyCollection<string> Ran => _ran;

    public string Console => _console.ToString();

    /// <summary>Adds a step that notes its name and does nothing else.</summary>
    public void Add(string name, object? dependsOn = null, object? requiredBy = null) => Add(name, _ => Task.CompletedTask, dependsOn, requiredBy);

    public void Add(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null) =>
        Pipeline.AddStep(name, Noting(name, action), dependsOn, requiredBy);

    public Func<PipelineStepContext, Task> Noting(string name, Func<PipelineStepContext, Task>? action = null) => async context =>
    {
        if (action is not null)
        {
            await action(context);
        }

        _ran.Enqueue(name);
    };

    public Task ExecuteAsync(CancellationToken? cancellationToken = null) => Pipeline.ExecuteAsync(new PipelineContext(
        Model,
        new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish),
        _services,
        NullLogger.Instance,
        cancellationToken ?? TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
