import QtQuick
import QtQuick.Shapes
import Magpie

// The last two minutes of a rate, as a curve; the rate now beside its name.
Rectangle {
    id: plot

    required property string label
    required property string now
    required property string most
    required property var values
    // The height of the scale when little happens, so that a single message is no mountain.
    property real least: 1
    readonly property real peak: Math.max(least, ...values)

    implicitHeight: 112
    radius: Theme.bubbleCorner
    color: Theme.raised
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("%1: %2 now, %3 at most in the last two minutes").arg(label).arg(now).arg(most)

    function points(): list<point> {
        const step = area.width / Math.max(1, values.length - 1);
        return values.map((value, at) => Qt.point(at * step, area.height - 1 - value / peak * (area.height - 2)));
    }

    Label {
        id: name

        x: 14
        y: 10
        width: parent.width - figure.implicitWidth - 36
        text: plot.label
        font.pixelSize: 13
        color: Theme.secondary
        Accessible.ignored: true
    }

    Label {
        id: figure

        anchors.right: parent.right
        anchors.rightMargin: 14
        y: 8
        text: plot.now
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }

    Shape {
        id: area

        x: 14
        y: 36
        width: parent.width - 28
        height: 48
        preferredRendererType: Shape.GeometryRenderer

        ShapePath {
            strokeWidth: -1
            fillColor: Qt.alpha(Theme.accent, 0.16)

            PathPolyline {
                path: [Qt.point(0, area.height), ...plot.points(), Qt.point(area.width, area.height)]
            }
        }

        ShapePath {
            strokeWidth: 1.5
            strokeColor: Theme.accent
            fillColor: "transparent"
            joinStyle: ShapePath.RoundJoin

            PathPolyline {
                path: plot.points()
            }
        }
    }

    Rectangle {
        x: 14
        y: area.y + area.height
        width: area.width
        height: 1
        color: Theme.edge
    }

    Label {
        x: 14
        y: 88
        text: qsTr("2 min ago")
        font.pixelSize: 11
        color: Theme.faint
        Accessible.ignored: true
    }

    Label {
        anchors.right: parent.right
        anchors.rightMargin: 14
        y: 88
        text: qsTr("most %1").arg(plot.most)
        font.pixelSize: 11
        color: Theme.faint
        Accessible.ignored: true
    }
}
