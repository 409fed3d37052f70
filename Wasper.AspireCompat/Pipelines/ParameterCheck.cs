using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Pipelines;

/// <summary>
/// Tells of all parameters without a value at once, before a step has done anything. One that has a default is not asked: its value may be made
/// by asking, and not every step needs it.
/// </summary>
internal static class ParameterCheck
{
    public static async Task RunAsync(PipelineStepContext context)
    {
        var missing = new List<string>();
        foreach (var parameter in context.Model.Resources.OfType<ParameterResource>().Where(parameter => parameter.Default is null))
        {
            try
            {
                await parameter.GetValueAsync(context.CancellationToken);
            }
            catch (MissingParameterValueException exception)
            {
                missing.Add(exception.Message);
            }
        }

        if (missing.Count > 0)
        {
            throw new MissingParameterValueException(string.Join(" ", missing));
        }
    }
}
