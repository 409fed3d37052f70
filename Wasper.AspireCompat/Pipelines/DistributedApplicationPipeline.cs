using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Pipelines;

/// <summary>Collects the steps of the AppHost and of the resources, and runs the one that is asked for.</summary>
internal sealed class DistributedApplicationPipeline : IDistributedApplicationPipeline
{
    private readonly List<PipelineStep> _steps = [.. MilestoneSteps.Create()];

    public void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null) =>
        AddStep(new PipelineStep
        {
            Name = name,
            Action = action,
            DependsOnSteps = Names(dependsOn, nameof(dependsOn)),
            RequiredBySteps = Names(requiredBy, nameof(requiredBy)),
        });

    public void AddStep(PipelineStep step)
    {
        if (_steps.Exists(other => other.Name == step.Name))
        {
            throw PipelineGraph.Duplicate(step.Name);
        }

        _steps.Add(step);
    }

    public async Task ExecuteAsync(PipelineContext context)
    {
        var graph = new PipelineGraph([.. _steps, .. await CreateResourceStepsAsync(context)]);
        var target = context.Services.GetRequiredService<IOptions<PipelineOptions>>().Value.Step;
        var execution = new PipelineExecution(
            context,
            context.Services.GetRequiredService<IPipelineActivityReporter>(),
            context.Services.GetRequiredService<TimeProvider>());
        await execution.RunAsync(graph, graph.Find(target));
    }

    private static async Task<List<PipelineStep>> CreateResourceStepsAsync(PipelineContext context)
    {
        var steps = new List<PipelineStep>();
        foreach (var resource in context.Model.Resources)
        {
            foreach (var annotation in resource.Annotations.OfType<PipelineStepAnnotation>())
            {
                foreach (var step in await annotation.CreateStepsAsync(new() { PipelineContext = context, Resource = resource }))
                {
                    step.Resource ??= resource;
                    steps.Add(step);
                }
            }
        }

        return steps;
    }

    private static List<string> Names(object? names, string parameter) => names switch
    {
        null => [],
        string name => [name],
        IEnumerable<string> several => [.. several],
        _ => throw new ArgumentException($"Name steps by a string or by strings, not by '{names.GetType()}'.", parameter),
    };
}
