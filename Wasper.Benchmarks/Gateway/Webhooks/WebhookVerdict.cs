namespace Wasper.Benchmarks.Gateway.Webhooks;

/// <summary>What has become of all webhooks.</summary>
internal sealed class WebhookVerdict
{
    /// <param name="taken">For each flow, how many webhooks of it were answered with 200.</param>
    /// <param name="arrived">The bodies that the app got, in order.</param>
    /// <param name="maybe">The bodies of those in the spool that may have been delivered.</param>
    public WebhookVerdict(IReadOnlyList<int> taken, IReadOnlyCollection<string> arrived, IReadOnlyCollection<string> maybe)
    {
        var marked = maybe.ToHashSet();
        var seen = arrived.Concat(maybe).Select(SentWebhook.Parse).Select(webhook => (webhook.Flow, webhook.Number)).ToHashSet();
        Taken = taken.Sum();
        Lost = taken.Select((count, flow) => Enumerable.Range(0, count).Count(number => !seen.Contains((flow, number)))).Sum();
        Marked = marked.Count;
        Doubled = arrived.GroupBy(body => body).Where(same => !marked.Contains(same.Key)).Sum(same => same.Count() - 1);
        Repeated = arrived.Distinct().Select(SentWebhook.Parse).GroupBy(webhook => (webhook.Flow, webhook.Number)).Sum(same => same.Count() - 1);
        OutOfOrder = arrived.Where(body => !marked.Contains(body)).Select(SentWebhook.Parse).GroupBy(webhook => webhook.Flow, webhook => webhook.Number)
            .Sum(numbers => numbers.Distinct().Zip(numbers.Distinct().Skip(1)).Count(pair => pair.First > pair.Second));
    }

    public int Taken { get; }

    /// <summary>Taken, and neither with the app nor marked.</summary>
    public int Lost { get; }

    /// <summary>Marked "maybe delivered".</summary>
    public int Marked { get; }

    /// <summary>The same attempt twice with the app, and not marked: the gateway has sent it twice.</summary>
    public int Doubled { get; }

    /// <summary>Several attempts at one webhook with the app: its sender was not answered, or with an error, and sent it again.</summary>
    public int Repeated { get; }

    public int OutOfOrder { get; }
}
