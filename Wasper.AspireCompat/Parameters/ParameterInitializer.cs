using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;

namespace Aspire.Hosting;

/// <summary>Asks for the value of every parameter before anything starts, so that one that is missing is told at once, and shows them in the dashboard.</summary>
internal sealed class ParameterInitializer(ResourceNotificationService notifications) : IDistributedApplicationEventingSubscriber
{
    public Task SubscribeAsync(IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        if (executionContext.IsRunMode)
        {
            eventing.Subscribe<BeforeStartEvent>((@event, token) => InitializeAsync(@event.Model, token));
        }

        return Task.CompletedTask;
    }

    private async Task InitializeAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>().ToArray())
        {
            try
            {
                var value = await parameter.GetValueAsync(cancellationToken);
                await notifications.PublishUpdateAsync(parameter, snapshot => snapshot with
                {
                    State = KnownResourceStates.Running,
                    Properties = [.. snapshot.Properties, new ResourcePropertySnapshot(KnownProperties.Parameter.Value, value) { IsSensitive = parameter.Secret }],
                });
            }
            catch (MissingParameterValueException exception)
            {
                missing.Add(exception.Message);
            }
        }

        if (missing.Count > 0)
        {
            throw new MissingParameterValueException(string.Join(Environment.NewLine, missing));
        }
    }
}
