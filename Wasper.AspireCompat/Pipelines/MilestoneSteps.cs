namespace Aspire.Hosting.Pipelines;

/// <summary>The steps of <see cref="WellKnownPipelineSteps"/>, joined as Aspire joins them.</summary>
internal static class MilestoneSteps
{
    public static IEnumerable<PipelineStep> Create() =>
    [
        new()
        {
            Name = WellKnownPipelineSteps.ProcessParameters,
            Description = "Looks whether all parameters have values.",
            Action = ParameterCheck.RunAsync,
        },
        Milestone(WellKnownPipelineSteps.BuildPrereq, "Comes before all that builds.", WellKnownPipelineSteps.ProcessParameters),
        Milestone(WellKnownPipelineSteps.Build, "Is reached when all images are built."),
        Milestone(WellKnownPipelineSteps.PublishPrereq, "Comes before all that publishes.", WellKnownPipelineSteps.ProcessParameters),
        Milestone(WellKnownPipelineSteps.Publish, "Is reached when all files are written."),
        Milestone(WellKnownPipelineSteps.DeployPrereq, "Comes before all that deploys.", WellKnownPipelineSteps.ProcessParameters),
        Milestone(WellKnownPipelineSteps.Deploy, "Is reached when the application runs where it was deployed to."),
        Milestone(WellKnownPipelineSteps.DestroyPrereq, "Comes before all that destroys."),
        Milestone(WellKnownPipelineSteps.Destroy, "Is reached when what was deployed is gone."),
    ];

    private static PipelineStep Milestone(string name, string description, params string[] dependsOn) =>
        new() { Name = name, Description = description, DependsOnSteps = [.. dependsOn], Action = _ => Task.CompletedTask };
}
