namespace Troupe.Processes;

/// <summary>Which of a child's two output streams.</summary>
internal enum OutputKind
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>One line a child wrote, without its end, or a notice about lines that were dropped.</summary>
/// <param name="Kind">Where it was written.</param>
/// <param name="Text">Printable text: broken UTF-8 replaced, control characters but tab escaped as <c>\x1b</c>.</param>
/// <param name="Job">The job that it is taken for; 0 when there was none yet.</param>
internal readonly record struct OutputLine(OutputKind Kind, string Text, ulong Job = 0);
