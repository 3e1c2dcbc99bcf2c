using System.Collections;
using Troupe.Messages.Logs;
using Troupe.Platform.Texts;

namespace Troupe.Sessions;

/// <summary>
/// A line, or a scope, of a job as the pool's logger gets it: the job's own values and template, as if it had logged here, and which
/// worker and job it comes from, unless the job has values of these names.
/// </summary>
internal sealed class JobLogState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string TemplateName = "{OriginalFormat}";

    private readonly List<KeyValuePair<string, object?>> _values;
    private readonly string _text;

    public JobLogState(LogText line, IReadOnlyList<KeyValuePair<string, object?>> origin, string prefix)
    {
        _text = prefix + PrintableText.Escape(line.Text);
        _values = [.. line.Values.Select(value => new KeyValuePair<string, object?>(
            PrintableText.Escape(value.Key),
            value.Value is string text ? PrintableText.Escape(text) : value.Value))];
        _values.AddRange(origin.Where(value => !line.Values.Any(own => own.Key == value.Key)));
        if (line.Template is { } template)
            _values.Add(new KeyValuePair<string, object?>(TemplateName, PrintableText.Escape(template)));
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _text;
}
