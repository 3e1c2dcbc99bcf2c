using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

internal sealed class NamedChunkInvoker(NamedFunctionInvoker function, int argumentCount, bool takesLines) : ChunkInvoker
{
    public override void Run(ref PayloadReader arguments, int skip, int count, IJobCall call, IChunkSink sink, PayloadWriter scratch)
    {
        ArgumentDecodingException? lost = null;
        for (var i = 0; i < count && !sink.ShouldStop; i++)
        {
            if (i >= skip)
                sink.BeginItem(i);

            ReadOnlySpan<byte> item = default;
            try
            {
                if (lost is null)
                    item = arguments.ReadSpan(arguments.ReadCount());
            }
            catch (PayloadFormatException e)
            {
                lost = new ArgumentDecodingException(
                    $"The items of {function.DisplayName} with {argumentCount} arguments are damaged: {e.Message}",
                    e);
            }

            if (i < skip)
                continue;

            if (lost is not null)
            {
                sink.ItemFailed(lost);
                continue;
            }

            RunItem(item, call, sink, scratch);
        }
    }

    private void RunItem(ReadOnlySpan<byte> item, IJobCall call, IChunkSink sink, PayloadWriter scratch)
    {
        scratch.Clear();
        string? line = null;
        List<byte[]> texts = [];
        try
        {
            if (takesLines)
            {
                line = Encoding.UTF8.GetString(item);
            }
            else
            {
                texts = function.Split(item);
            }
        }
        catch (Exception e)
        {
            sink.ItemFailed(function.Undecodable(e));
            return;
        }

        try
        {
            // A converter may write what is no JSON: its length in front keeps that from the results around it.
            var start = scratch.BeginFrame();
            if (line is null)
            {
                function.InvokeTexts(texts, call, scratch);
            }
            else
            {
                function.InvokeLine(line, call, scratch);
            }

            scratch.EndFrame(start);
        }
        catch (Exception e)
        {
            sink.ItemFailed(e);
            return;
        }

        sink.ItemDone(scratch.WrittenSpan);
    }
}
